using System.Globalization;

namespace CmpPromoter.Iam;

/// <summary>Policies as Terraform's <c>aws_iam_policy_document</c> data sources, laid out as <c>terraform fmt</c> does.</summary>
/// <remarks>https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document</remarks>
internal static class PolicyHcl
{
    public static string Of(ImmutableArray<IamDocument> documents) => string.Join('\n', documents.Select(Of));

    private static string Of(IamDocument document)
    {
        var text = new HclText();
        text.Comment($"For {document.Subject}.");
        using (text.Block($"data \"aws_iam_policy_document\" {HclText.Quote(Identifier(document.Name))}"))
        {
            foreach (var (index, statement) in document.Policy.Statements.Index())
            {
                if (index > 0)
                {
                    text.Blank();
                }

                Write(text, statement);
            }
        }

        return text.ToString();
    }

    private static void Write(HclText text, PolicyStatement statement)
    {
        using var block = text.Block("statement");
        text.Attributes(
            statement.Sid is { } sid ? ("sid", [sid], IsList: false) : null,
            ("effect", ["Allow"], IsList: false),
            ("actions", statement.Actions, IsList: true),
            statement.Resources.IsEmpty ? null : ("resources", statement.Resources, IsList: true));
        if (statement.Principal is { } principal)
        {
            text.Blank();
            using var inner = text.Block("principals");
            text.Attributes(
                ("type", [principal.Type], IsList: false), ("identifiers", [principal.Identifier], IsList: true));
        }

        foreach (var condition in statement.Conditions)
        {
            text.Blank();
            using var inner = text.Block("condition");
            text.Attributes(
                ("test", [condition.Test], IsList: false),
                ("variable", [condition.Key], IsList: false),
                ("values", [condition.Value], IsList: true));
        }
    }

    /// <summary>A name that Terraform takes; a role's may hold more.</summary>
    private static string Identifier(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')).ToLower(CultureInfo.InvariantCulture);
}
