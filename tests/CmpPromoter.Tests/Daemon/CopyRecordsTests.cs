using System.Text;
using System.Text.Json;
using CmpPromoter.Copying;
using CmpPromoter.Daemon;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Daemon;

public sealed class CopyRecordsTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryStream audit = new();
    private readonly CopyRecords records;

    public CopyRecordsTests()
    {
        records = new CopyRecords(audit, time);
    }

    [Fact]
    public void A_record_says_when_for_whom_what_came_from_where_and_how_it_ended()
    {
        var copy = Copy("1") with { Failure = new PromoterException(FailureKind.Remote, "403 DENIED") };

        records.Add(copy);

        Assert.Equal(
            $$"""
            {"time":"2026-11-26T12:00:00+00:00","application":"payments","project":"team-a","revision":"1a2b3c4","source":"source.example/api","destination":"destination.example/api:1","digest":"{{copy.Request.Manifest.Digest}}","result":"failed","reason":"403 DENIED","bytes":7,"durationSeconds":1.5,"movedBlobs":0,"mountedBlobs":0,"reusedBlobs":0}

            """,
            Encoding.UTF8.GetString(audit.ToArray()));
    }

    [Fact]
    public void The_last_hundred_are_kept_the_newest_first()
    {
        for (var tag = 1; tag <= 101; tag++)
        {
            records.Add(Copy($"{tag}"));
        }

        Assert.Equal(100, records.Last.Length);
        Assert.Equal("destination.example/api:101", records.Last[0].Destination);
        Assert.Equal("destination.example/api:2", records.Last[^1].Destination);
        Assert.All(records.Last, record => Assert.Equal("abandoned", record.Result));
    }

    [Fact]
    public void What_an_author_named_the_application_cannot_begin_a_line_of_its_own()
    {
        var copy = Copy("1");

        records.Add(copy with
        {
            Request = copy.Request with
            {
                Caller = new Caller { Application = "x\"}\n{\"result\":\"promoted", Project = "", Revision = "", TargetRevision = "" },
            },
        });

        var line = Assert.Single(Encoding.UTF8.GetString(audit.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("abandoned", JsonDocument.Parse(line).RootElement.GetProperty("result").GetString());
    }

    private static EndedCopy Copy(string tag)
    {
        var source = new MemoryRegistry("source.example");
        return new EndedCopy
        {
            Request = new CopyRequest
            {
                Reference = ImageReference.Parse($"destination.example/api:{tag}"),
                Source = source,
                SourceRepository = RepositoryName.Parse("api"),
                DestinationRepository = RepositoryName.Parse("api"),
                Manifest = source.AddImage("api", tag, "layer"),
                Tag = Tag.Parse(tag),
                Caller = new Caller { Application = "payments", Project = "team-a", Revision = "1a2b3c4", TargetRevision = "main" },
            },
            Started = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.FromSeconds(1.5),
            MovedBytes = 7,
        };
    }
}
