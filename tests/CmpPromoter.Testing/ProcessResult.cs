using System.Text;

namespace CmpPromoter.Testing;

/// <summary>What is left of a process that ended.</summary>
public sealed record ProcessResult(int ExitCode, byte[] Output, string Error, TimeSpan RunTime)
{
    /// <summary>stdout as text.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);
}
