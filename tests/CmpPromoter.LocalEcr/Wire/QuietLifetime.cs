using Microsoft.Extensions.Hosting;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>
/// A host's lifetime that leaves the process's signals alone. The one of ASP.NET Core catches SIGINT and SIGTERM, so
/// that whoever runs the server in process, a test run or this program, is never told of them.
/// </summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
