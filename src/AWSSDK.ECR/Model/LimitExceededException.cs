using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A service quota of the account is used up.</summary>
public class LimitExceededException : AmazonECRException
{
    public LimitExceededException(
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
