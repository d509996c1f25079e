using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The request is not what ECR takes.</summary>
public class ValidationException : AmazonECRException
{
    public ValidationException(
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
