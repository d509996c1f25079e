using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Configuration;

public sealed class PromotionFileReadTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_file_is_read_with_and_without_byte_order_mark()
    {
        var plain = directory.Write("plain.yaml", PromotionFile.Example);
        var marked = directory.Write("marked.yaml", "\uFEFF" + PromotionFile.Example);

        Assert.Equivalent(PromotionFile.Read(plain), PromotionFile.Read(marked), strict: true);
    }

    [Fact]
    public void A_missing_file_is_answered_with_the_three_ways_to_give_one_and_a_whole_example()
    {
        var path = Path.Combine(directory.Path, "none", "promotion.yaml");

        var message = Refusal(path);

        Assert.Equal(
            $"""
            Reading the configuration {path}: there is no such file. Give its path with --config, or in CMP_PROMOTER_CONFIG, or put it at /etc/cmp-promoter/promotion.yaml. A complete file to start from:
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com
            sources:
            - registry: 111111111111.dkr.ecr.us-east-1.amazonaws.com
            """,
            message);
    }

    [Fact]
    public void A_directory_is_refused() => Assert.Equal(Unusable(directory.Path, "it is a directory"), Refusal(directory.Path));

    [Fact]
    public void A_file_of_more_than_one_mebibyte_is_refused()
    {
        var path = directory.Write("large.yaml", new string('#', (1024 * 1024) + 1));

        Assert.Equal(Unusable(path, "it is larger than 1 MiB"), Refusal(path));
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_refused()
    {
        var path = Path.Combine(directory.Path, "latin1.yaml");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes("kind: Prömotion"));

        Assert.Equal(Unusable(path, "it is not UTF-8 text (byte 9)"), Refusal(path));
    }

    private static string Unusable(string path, string reason) =>
        $"Reading the configuration {path}: {reason}. Give a readable YAML file of at most 1 MiB.";

    private static string Refusal(string path)
    {
        var exception = Assert.Throws<PromoterException>(() => PromotionFile.Read(path));
        Assert.Equal(FailureKind.Usage, exception.Kind);
        return exception.Message;
    }
}
