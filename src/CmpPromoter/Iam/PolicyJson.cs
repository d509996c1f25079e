using System.Text.Json;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Iam;

/// <summary>Policies as the JSON that AWS takes.</summary>
internal static class PolicyJson
{
    /// <summary>One policy, as <c>file://</c> for the AWS CLI.</summary>
    public static string Of(PolicyDocument policy) => Write(writer => Write(writer, policy));

    /// <summary>Several policies, each with where it goes and the commands that put it there.</summary>
    public static string Of(ImmutableArray<IamDocument> documents) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("documents");
        foreach (var document in documents)
        {
            writer.WriteStartObject();
            writer.WriteString("name", document.Name);
            writer.WriteString("for", document.Subject);
            writer.WriteStartArray("apply");
            document.Commands.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
            writer.WritePropertyName("policy");
            Write(writer, document.Policy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Write(Action<Utf8JsonWriter> write) => ReadableJson.Indent(write) + "\n";

    private static void Write(Utf8JsonWriter writer, PolicyDocument policy)
    {
        writer.WriteStartObject();
        writer.WriteString("Version", "2012-10-17");
        writer.WriteStartArray("Statement");
        foreach (var statement in policy.Statements)
        {
            Write(writer, statement);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PolicyStatement statement)
    {
        writer.WriteStartObject();
        if (statement.Sid is { } sid)
        {
            writer.WriteString("Sid", sid);
        }

        writer.WriteString("Effect", "Allow");
        if (statement.Principal == PolicyPrincipal.Everyone)
        {
            writer.WriteString("Principal", "*");
        }
        else if (statement.Principal is { } principal)
        {
            writer.WriteStartObject("Principal");
            writer.WriteString(principal.Type, principal.Identifier);
            writer.WriteEndObject();
        }

        Write(writer, "Action", statement.Actions);
        if (!statement.Resources.IsEmpty)
        {
            Write(writer, "Resource", statement.Resources);
        }

        if (!statement.Conditions.IsEmpty)
        {
            Write(writer, statement.Conditions);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<string> values)
    {
        if (values is [var only])
        {
            writer.WriteString(name, only);
            return;
        }

        writer.WriteStartArray(name);
        values.ToList().ForEach(writer.WriteStringValue);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ImmutableArray<PolicyCondition> conditions)
    {
        writer.WriteStartObject("Condition");
        foreach (var test in conditions.GroupBy(condition => condition.Test))
        {
            writer.WriteStartObject(test.Key);
            foreach (var condition in test)
            {
                writer.WriteString(condition.Key, condition.Value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
