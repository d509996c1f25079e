using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A resource tag is not what ECR takes.</summary>
public class InvalidTagParameterException : AmazonECRException
{
    public InvalidTagParameterException(
        string message,
        Exception innerException,
        ErrorType errorType,
        string errorCode,
        string requestId,
        HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
