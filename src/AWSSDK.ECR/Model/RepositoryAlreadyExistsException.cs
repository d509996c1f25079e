using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The registry has a repository of this name.</summary>
public class RepositoryAlreadyExistsException : AmazonECRException
{
    public RepositoryAlreadyExistsException(
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
