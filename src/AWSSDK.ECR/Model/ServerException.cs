using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>Something went wrong at ECR.</summary>
public class ServerException : AmazonECRException
{
    public ServerException(
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
