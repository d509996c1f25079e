using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Extraction;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>Says <c>new</c> for every room, once per command. Building asks nothing of any registry.</summary>
internal sealed class Composition : IDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly RegistryBuilder registries;
    private readonly ImageCopier copier;
    private readonly ProcessEnvironment environment;

    public Composition(PromotionOptions options, ProcessEnvironment environment, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        this.environment = environment;
        this.loggers = loggers;
        registries = new RegistryBuilder(
            environment.ApplicationName, SearchPath.Of(environment, overlay: null), options.Copy.Concurrency, time, loggers);
        var destination = registries.Build(options.Destination, options.CreateRepositories);
        var sources = options.Sources.ToImmutableDictionary(source => source, source => registries.Build(source.Registry, null));
        var selection = new SourceSelection(options.Sources);
        Drift = new DriftFinder(selection, sources);
        copier = new ImageCopier(destination, options.Copy.Concurrency, options.Copy.Artifacts, time);
        Renderer = new KustomizeRenderer(options.Render, environment, loggers.CreateLogger<KustomizeRenderer>());
        Extractor = new ImageExtractor(options.Images, destination.Host, loggers.CreateLogger<ImageExtractor>());
        Planner = new Planner(
            destination,
            new SourceFinder(selection, sources, destination.Host, time),
            new PromotionGate(options.Policy),
            options.Images.Sweep);
        var runner = new PlanRunner(destination, copier, time, loggers.CreateLogger<PlanRunner>());
        var promoter = new Promoter(Planner, runner, loggers.CreateLogger<Promoter>());
        Pipeline = new GeneratePipeline(Renderer, Extractor, promoter, time);
        Promotion = new PromotePipeline(new OverlayImages(Renderer, Extractor), promoter, time);
    }

    public PromotionOptions Options { get; }

    public GeneratePipeline Pipeline { get; }

    public PromotePipeline Promotion { get; }

    public KustomizeRenderer Renderer { get; }

    public ImageExtractor Extractor { get; }

    public Planner Planner { get; }

    public DriftFinder Drift { get; }

    /// <summary>Who asks, by the variables that Argo CD sets and no author can.</summary>
    public Caller Caller() => CallerOf(environment);

    public static Caller CallerOf(ProcessEnvironment environment) => new()
    {
        Application = environment.ApplicationName ?? "",
        Project = environment.ProjectName ?? "",
        Revision = environment.Revision ?? "",
        TargetRevision = environment.TargetRevision ?? "",
    };

    public void Dispose()
    {
        copier.Dispose();
        registries.Dispose();
        loggers.Dispose();
    }
}
