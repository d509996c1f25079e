using System.Diagnostics;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CmpPromoter.Commands;

/// <summary>Sends spans to where OpenTelemetry's standard variables say; where they say nothing it does nothing.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/</remarks>
internal sealed class Tracing : IDisposable
{
    private const string ServiceName = "cmp-promoter";

    private static readonly ImmutableArray<string> Endpoints = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    /// <summary>What a collector that does not answer may cost a render, and what a stop leaves of its seconds.</summary>
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    private readonly TracerProvider provider;

    private Tracing(string serviceName)
    {
        // Registries and AWS are told of no trace.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
        provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(Traces.SourceName)
            .ConfigureResource(resource => resource.AddService(
                serviceName, serviceVersion: VersionCommand.Current, autoGenerateServiceInstanceId: false))
            .AddOtlpExporter()
            .Build();
    }

    /// <returns>To be disposed at the process's end; absent where nothing is to be sent.</returns>
    /// <exception cref="PromoterException">What should say where is no address.</exception>
    public static Tracing? Find(ProcessEnvironment environment)
    {
        var given = Endpoints.Select(name => (Name: name, Value: environment.Find(name))).Where(endpoint => endpoint.Value is not null).ToList();
        if (given.Count == 0
            || string.Equals(environment.Find("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            || environment.Find("OTEL_TRACES_EXPORTER") is not (null or "otlp"))
        {
            return null;
        }

        foreach (var (name, value) in given)
        {
            if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw new PromoterException(
                    FailureKind.Usage,
                    $"{name}={SafeText.OneLine(value!)} is no address. Write http://HOST:PORT, or take the variable away"); // Filtered.
            }
        }

        return new Tracing(environment.Find("OTEL_SERVICE_NAME") ?? ServiceName);
    }

    public void Dispose()
    {
        provider.Shutdown((int)FlushTime.TotalMilliseconds);
        provider.Dispose();
    }
}
