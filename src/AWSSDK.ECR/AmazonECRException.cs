using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR;

/// <summary>ECR said no; <see cref="AmazonServiceException.ErrorCode"/> says how.</summary>
public class AmazonECRException : AmazonServiceException
{
    public AmazonECRException(string message)
        : base(message)
    {
    }

    public AmazonECRException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AmazonECRException(
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
