using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Specs.Torture;

/// <summary>What the torture counts by would be seen if it happened.</summary>
public sealed class UploadLedgerTests
{
    [Fact]
    public void What_was_there_before_the_run_and_what_the_run_finished_itself_is_moved_twice_when_it_is_sent_again()
    {
        var ledger = Ledger(
            Upload("held", 100),
            Upload("new", 10),
            Upload("new", 7, status: 0),
            Upload("cut", 3, status: 0),
            Upload("cut", 5));

        Assert.Equal((107L, 115L), (ledger.BytesMovedTwice, ledger.BytesMoved));
    }

    [Fact]
    public void The_late_end_of_a_killed_runs_request_is_not_the_next_runs() =>
        Assert.Equal(0, Ledger(Upload("held", 100, run: 1), Upload("new", 5)).BytesMovedTwice);

    private static UploadLedger Ledger(params AccessEntry[] entries) => new(
        new TortureRun
        {
            Number = 2,
            ExitCode = 0,
            Error = "",
            HeldBefore = ImmutableDictionary<string, IReadOnlySet<string>>.Empty.Add(
                "team/api", new HashSet<string> { "held" }),
        },
        entries);

    private static AccessEntry Upload(string digest, long bytes, int status = 201, int run = 2) => new()
    {
        Origin = AccessOrigin.Registry,
        AccountId = "222222222222",
        Operation = "PutUpload",
        Method = "PUT",
        Path = "/",
        Repository = "team/api",
        Reference = digest,
        Status = status,
        RequestBytes = bytes,
        ResponseBytes = 0,
        HasAuthorization = true,
        Principal = TortureWorld.UserOf(run),
    };
}
