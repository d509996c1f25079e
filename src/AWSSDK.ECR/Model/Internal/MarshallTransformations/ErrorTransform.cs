using System.Net;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>Turns an error body into the exception that its code names.</summary>
internal static class ErrorTransform
{
    public static AmazonECRException Read(
        JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        var (message, type, code, id) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "ImageNotFoundException" => new ImageNotFoundException(message, innerException, type, code, id, statusCode),
            "InvalidParameterException" => new InvalidParameterException(message, innerException, type, code, id, statusCode),
            "InvalidTagParameterException" => new InvalidTagParameterException(message, innerException, type, code, id, statusCode),
            "KmsException" => new KmsException(message, innerException, type, code, id, statusCode),
            "LimitExceededException" => new LimitExceededException(message, innerException, type, code, id, statusCode),
            "RepositoryAlreadyExistsException" => new RepositoryAlreadyExistsException(message, innerException, type, code, id, statusCode),
            "RepositoryNotFoundException" => new RepositoryNotFoundException(message, innerException, type, code, id, statusCode),
            "ServerException" => new ServerException(message, innerException, type, code, id, statusCode),
            "TooManyTagsException" => new TooManyTagsException(message, innerException, type, code, id, statusCode),
            "UnableToGetUpstreamImageException" => new UnableToGetUpstreamImageException(message, innerException, type, code, id, statusCode),
            "ValidationException" => new ValidationException(message, innerException, type, code, id, statusCode),
            _ => new AmazonECRException(message, innerException, type, code, id, statusCode),
        };
    }
}
