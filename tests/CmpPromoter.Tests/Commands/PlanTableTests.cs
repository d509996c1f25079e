using CmpPromoter.Commands;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Commands;

public sealed class PlanTableTests
{
    private static readonly RegistryHost Destination = RegistryHost.Parse("destination.example");
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryRegistry source = new("111111111111.dkr.ecr.us-east-1.amazonaws.com");

    [Fact]
    public void A_table_has_a_row_an_image_with_size_and_age()
    {
        var table = new PlanTable(Destination, width: null, hasColor: false, Now).Of(Plan());

        Assert.Equal(
            """
            Destination destination.example

            STATE    IMAGE                          SIZE       AGE   DIGEST               DETAIL
            missing  platform/tools/worker:2026.11  412.0 MiB  56 d  DIGEST0000000000000  copy from 111111111111.dkr.ecr.us-east-1.amazonaws.com/platform/tools/worker, 12.0 MiB are there
            present  team/web:2.0                   -          -     -

            1 present, 1 missing, 0 refused, 0 foreign; at most 400.0 MiB to send

            """,
            Fixed(table));
    }

    [Fact]
    public void At_80_columns_cells_fold_and_digests_give_way()
    {
        var table = new PlanTable(Destination, width: 80, hasColor: false, Now).Of(Plan());

        Assert.Equal(
            """
            Destination destination.example

            STATE    IMAGE                          SIZE       AGE   DETAIL
            missing  platform/tools/worker:2026.11  412.0 MiB  56 d  copy from
                                                                     111111111111.dkr.ecr.us
                                                                     -east-1.amazonaws.com/
                                                                     platform/tools/worker,
                                                                     12.0 MiB are there
            present  team/web:2.0                   -          -

            1 present, 1 missing, 0 refused, 0 foreign; at most 400.0 MiB to send

            """,
            table);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    [InlineData(160)]
    public void No_row_is_wider_than_the_terminal(int width)
    {
        var table = new PlanTable(Destination, width, hasColor: false, Now).Of(Plan());

        Assert.All(table.Split('\n')[2..6], line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void A_color_takes_no_room()
    {
        var plain = new PlanTable(Destination, width: 80, hasColor: false, Now).Of(Plan());
        var colored = new PlanTable(Destination, width: 80, hasColor: true, Now).Of(Plan());

        Assert.Contains("\u001b[33mmissing\u001b[0m  platform", colored, StringComparison.Ordinal);
        Assert.Equal(
            plain,
            colored.Replace("\u001b[33m", "", StringComparison.Ordinal).Replace("\u001b[32m", "", StringComparison.Ordinal)
                .Replace("\u001b[0m", "", StringComparison.Ordinal));
    }

    private PromotionPlan Plan()
    {
        const long MiB = 1024 * 1024;
        var worker = Plans.Step("destination.example/platform/tools/worker:2026.11", StepState.Missing)
            .From(source, source.AddImage("platform/tools/worker", "2026.11", "layer")) with
        {
            Size = new ImageSize(412 * MiB, 12 * MiB),
            CreatedAt = Now - TimeSpan.FromDays(56),
        };
        return Plans.Plan(worker, Plans.Step("destination.example/team/web:2.0", StepState.Present)) with { SendBytes = 400 * MiB };
    }

    private static string Fixed(string table) =>
        System.Text.RegularExpressions.Regex.Replace(table, "sha256:[0-9a-f]{12}", "DIGEST0000000000000");
}
