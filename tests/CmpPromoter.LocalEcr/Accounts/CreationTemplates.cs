namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>The repository creation templates of one registry. Thread-safe.</summary>
internal sealed class CreationTemplates(string registryId)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, CreationTemplate> templates = new(StringComparer.Ordinal);

    /// <summary>By prefix.</summary>
    public IReadOnlyList<CreationTemplate> All
    {
        get
        {
            lock (gate)
            {
                return [.. templates.Values];
            }
        }
    }

    /// <exception cref="EcrException">There is one of this prefix.</exception>
    public void Add(CreationTemplate template)
    {
        lock (gate)
        {
            if (!templates.TryAdd(template.Prefix, template))
            {
                throw EcrErrors.TemplateExists(template.Prefix, registryId);
            }
        }
    }

    /// <returns>The template as it is now.</returns>
    /// <exception cref="EcrException">There is none of this prefix.</exception>
    public CreationTemplate Change(string prefix, Func<CreationTemplate, CreationTemplate> change)
    {
        lock (gate)
        {
            return templates[prefix] = change(Get(prefix));
        }
    }

    /// <returns>What it was.</returns>
    /// <exception cref="EcrException">There is none of this prefix.</exception>
    public CreationTemplate Remove(string prefix)
    {
        lock (gate)
        {
            var template = Get(prefix);
            templates.Remove(prefix);
            return template;
        }
    }

    /// <summary>The most specific one for a repository that a push comes to; absent when none matches.</summary>
    public CreationTemplate? FindForPush(string repository)
    {
        lock (gate)
        {
            return templates.Values
                .Where(template => template.AppliedFor.Contains(CreationTemplate.CreateOnPush)
                    && template.Matches(repository))
                .MaxBy(template => template.Prefix == CreationTemplate.Root ? 0 : template.Prefix.Length);
        }
    }

    private CreationTemplate Get(string prefix) =>
        templates.GetValueOrDefault(prefix) ?? throw EcrErrors.TemplateNotFound(prefix, registryId);
}
