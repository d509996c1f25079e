using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The repository does not hold the image.</summary>
public class ImageNotFoundException : AmazonECRException
{
    public ImageNotFoundException(
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
