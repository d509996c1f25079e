using System.Diagnostics;
using System.Globalization;
using System.Text;
using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Configuration;
using CmpPromoter.Extraction;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>How fast rendered YAML is searched for images, in this process, by the quick reader and by the YAML parser alone.</summary>
internal static class ExtractionCase
{
    private const int DeploymentBytes = 1100;
    private const int ConfigMapLines = 2000;
    private const string Registry = "222222222222.dkr.ecr.us-east-1.amazonaws.com";

    /// <summary>The parser takes seconds for what the quick reader does in tenths.</summary>
    private const int MaxParserMebibytes = 10;

    public static BenchmarkCase Create(string name, string note, int[] mebibytes) => new(
        name, note + "; MB a second of processor time", options => Task.FromResult<IReadOnlyList<Row>>(Run(options, mebibytes)));

    private static List<Row> Run(BenchmarkOptions options, int[] mebibytes)
    {
        // The compiler has seen the code by then.
        Measure(Deployments(1), isQuick: true, "");
        var rows = new List<Row>();
        foreach (var size in mebibytes)
        {
            var bytes = Deployments(size);
            rows.Add(Best(options, bytes, isQuick: true, $"{size} MiB"));
            if (size <= MaxParserMebibytes)
            {
                rows.Add(Best(options, bytes, isQuick: false, $"{size} MiB"));
            }
        }

        return rows;
    }

    private static Row Best(BenchmarkOptions options, byte[] bytes, bool isQuick, string what) =>
        Enumerable.Range(0, options.Rounds).Select(_ => Measure(bytes, isQuick, what)).OrderBy(row => row.CpuSeconds).ElementAt(options.Rounds / 2);

    private static Row Measure(byte[] bytes, bool isQuick, string what)
    {
        var extractor = new ImageExtractor(
            new ImageOptions { Fields = [], Sweep = SweepMode.Warn }, RegistryHost.Parse(Registry), NullLogger<ImageExtractor>.Instance)
        { IsQuick = isQuick };
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        extractor.Extract(new RenderedOverlay { Directory = "benchmark", Bytes = bytes });
        var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var seconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Row
        {
            What = what,
            Program = isQuick ? CopyCase.Ours : "YamlDotNet",
            WallSeconds = wall,
            CpuSeconds = seconds,
            MegabytesPerSecond = bytes.Length / 1e6 / seconds,
            AllocatedPerByte = (double)allocated / bytes.Length,
        };
    }

    /// <summary>As kustomize prints them: some labels, an environment, probes, one image.</summary>
    private static byte[] Deployments(int mebibytes)
    {
        var text = new StringBuilder();
        for (var n = 0; n < mebibytes * (1 << 20) / DeploymentBytes && n < ImageExtractor.MaxUses; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                {{(n == 0 ? "" : "---\n")}}apiVersion: apps/v1
                kind: Deployment
                metadata:
                  annotations:
                    description: 'the text that people write: long enough that kustomize puts
                      it on two lines'
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
                      - args:
                        - --listen=:8080
                        - --verbose
                        env:
                        - name: LOG_LEVEL
                          value: info
                        - name: FEATURES
                          value: "true"
                        image: {{Registry}}/team/app:{{n}}
                        name: app
                        ports:
                        - containerPort: 8080
                          name: http
                        readinessProbe:
                          httpGet:
                            path: /ready
                            port: http
                        resources:
                          limits:
                            memory: 512Mi
                          requests:
                            cpu: 100m
                            memory: 512Mi
                        volumeMounts:
                        - mountPath: /etc/app
                          name: configuration
                      volumes:
                      - configMap:
                          name: app-{{n}}
                        name: configuration

                """);
        }

        // What is left is what large overlays are made of besides: configuration.
        while (text.Length < mebibytes * (1 << 20))
        {
            text.Append("---\napiVersion: v1\ndata:\n");
            for (var line = 0; line < ConfigMapLines; line++)
            {
                text.Append(CultureInfo.InvariantCulture, $"  key-{line}: some value of the usual length\n");
            }

            text.Append("kind: ConfigMap\nmetadata:\n  name: configuration\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
