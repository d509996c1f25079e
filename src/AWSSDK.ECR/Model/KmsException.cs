using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The repository's KMS key could not be used.</summary>
public class KmsException : AmazonECRException
{
    public KmsException(
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
