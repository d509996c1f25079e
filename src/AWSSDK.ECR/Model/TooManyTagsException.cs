using System.Net;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A repository takes 50 resource tags.</summary>
public class TooManyTagsException : AmazonECRException
{
    public TooManyTagsException(
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
