using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>
/// One operation in AWS's JSON 1.1 protocol: a request becomes a body, a body becomes a response or an exception.
/// Abstract because the fields of requests and responses are all that differs between operations.
/// </summary>
/// <remarks>https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html</remarks>
internal abstract class Transform<TRequest, TResponse>(string operation)
    : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonECRRequest
    where TResponse : AmazonWebServiceResponse
{
    private const string TargetPrefix = "AmazonEC2ContainerRegistry_V20150921.";

    // One for each call: the pipeline writes into it.
    public InvokeOptions Options => new() { RequestMarshaller = this, ResponseUnmarshaller = this };

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            Write(writer, (TRequest)input);
            writer.WriteEndObject();
        }

        var request = new DefaultRequest(input, "Amazon.ECR")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = body.WrittenSpan.ToArray(),
        };
        request.Headers["X-Amz-Target"] = TargetPrefix + operation;
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        return request;
    }

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var document = JsonDocument.Parse(input.Stream);
        return Read(document.RootElement);
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode) =>
        ErrorTransform.Read(input, innerException, statusCode);

    /// <summary>Writes the fields that are set.</summary>
    protected abstract void Write(Utf8JsonWriter body, TRequest request);

    protected abstract TResponse Read(JsonElement body);
}
