using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The registry has no repository of this name.</summary>
public class RepositoryNotFoundException : AmazonECRException
{
    public RepositoryNotFoundException(
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
