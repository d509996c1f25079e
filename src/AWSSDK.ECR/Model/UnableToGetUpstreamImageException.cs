using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A pull-through cache rule could not pull the image.</summary>
public class UnableToGetUpstreamImageException : AmazonECRException
{
    public UnableToGetUpstreamImageException(
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
