using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Xunit;
using Xunit.v3;

namespace CmpPromoter.Testing;

/// <summary>
/// Holds a whole test run against <see cref="Canary"/>: whatever a test has captured as a log or printed, and the words
/// of every exception of the program's own that is thrown meanwhile, caught or not. Stands on the test assembly.
/// </summary>
/// <remarks>Tests run side by side; a secret fails the test that ends next, with the text that shows it.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class CanaryWatchAttribute : BeforeAfterTestAttribute
{
    private const int QuotedChars = 400;

    // The process's, as the runtime's event is: an exception does not say which test it belongs to.
    private static readonly ConcurrentQueue<string> Sightings = [];

    static CanaryWatchAttribute() => AppDomain.CurrentDomain.FirstChanceException += Look;

    /// <summary>Looks at a line of a log that a test has captured.</summary>
    public static void See(string where, string text)
    {
        if (Canary.FindMark(text) is { } mark)
        {
            Sightings.Enqueue($"{where} shows {mark}: {text[..Math.Min(text.Length, QuotedChars)]}");
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        See("the test's output", TestContext.Current.TestOutputHelper?.Output ?? "");
        if (Sightings.TryDequeue(out var sighting))
        {
            Assert.Fail($"a secret is where it must not be: {sighting}");
        }
    }

    private static void Look(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception.GetType().FullName is { } name && name.StartsWith("CmpPromoter.", StringComparison.Ordinal))
        {
            See(name, thrown.Exception.Message);
        }
    }
}
