using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A parameter is not what ECR takes.</summary>
public class InvalidParameterException : AmazonECRException
{
    public InvalidParameterException(
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
