using System.Diagnostics;
using System.Globalization;
using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Extraction;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Benchmarks;

/// <summary>How fast rendered YAML is searched for images, for 1, 2, 4 and 8 times as much of it.</summary>
internal static class ExtractionCase
{
    private const int SmallestDeployments = 1000;

    public static void Run()
    {
        Console.WriteLine();
        Console.WriteLine($"{"extraction",-34} {"MiB",8} {"MB/s",8} {"alloc/B",8}");
        var extractor = new ImageExtractor(
            new ImageOptions { Fields = [], Sweep = SweepMode.Warn }, RegistryHost.Parse("222222222222.dkr.ecr.us-east-1.amazonaws.com"), NullLogger<ImageExtractor>.Instance);
        foreach (var factor in new[] { 1, 1, 2, 4, 8 }) // The first run only warms the compiler up.
        {
            var bytes = Deployments(SmallestDeployments * factor);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            extractor.Extract(new RenderedOverlay { Directory = "benchmark", Bytes = bytes });
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{SmallestDeployments * factor + " Deployments",-34} {bytes.Length / 1048576.0,8:0.0} {bytes.Length / 1e6 / seconds,8:0.0} {(double)allocated / bytes.Length,8:0.0}"));
        }
    }

    private static byte[] Deployments(int count)
    {
        var text = new StringBuilder();
        for (var n = 0; n < count; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app.kubernetes.io/name: app-{{n}}
                    app.kubernetes.io/part-of: benchmark
                  name: app-{{n}}
                  namespace: team
                spec:
                  replicas: 2
                  selector:
                    matchLabels:
                      app.kubernetes.io/name: app-{{n}}
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/name: app-{{n}}
                    spec:
                      containers:
                      - env:
                        - name: LOG_LEVEL
                          value: info
                        image: 222222222222.dkr.ecr.us-east-1.amazonaws.com/team/app:{{n}}
                        name: app
                        resources:
                          limits:
                            memory: 512Mi

                """);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
