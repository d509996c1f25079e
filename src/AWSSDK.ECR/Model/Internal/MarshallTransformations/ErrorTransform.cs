using System.Net;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>Turns an error body into the exception that its code names.</summary>
internal static class ErrorTransform
{
    public static AmazonECRException Read(
        JsonUnmarshallerContext context, Exception inner, HttpStatusCode status)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        var (message, type, code, id) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            nameof(ImageNotFoundException) =>
                new ImageNotFoundException(message, inner, type, code, id, status),
            nameof(InvalidParameterException) =>
                new InvalidParameterException(message, inner, type, code, id, status),
            nameof(InvalidTagParameterException) =>
                new InvalidTagParameterException(message, inner, type, code, id, status),
            nameof(KmsException) =>
                new KmsException(message, inner, type, code, id, status),
            nameof(LimitExceededException) =>
                new LimitExceededException(message, inner, type, code, id, status),
            nameof(RepositoryAlreadyExistsException) =>
                new RepositoryAlreadyExistsException(message, inner, type, code, id, status),
            nameof(RepositoryNotFoundException) =>
                new RepositoryNotFoundException(message, inner, type, code, id, status),
            nameof(ServerException) =>
                new ServerException(message, inner, type, code, id, status),
            nameof(TooManyTagsException) =>
                new TooManyTagsException(message, inner, type, code, id, status),
            nameof(UnableToGetUpstreamImageException) =>
                new UnableToGetUpstreamImageException(message, inner, type, code, id, status),
            nameof(ValidationException) =>
                new ValidationException(message, inner, type, code, id, status),
            _ => new AmazonECRException(message, inner, type, code, id, status),
        };
    }
}
