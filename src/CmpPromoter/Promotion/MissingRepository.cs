using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Promotion;

/// <summary>What to do about a repository that the destination lacks.</summary>
internal static class MissingRepository
{
    public static string Cure(RegistryHost destination, RepositoryName repository)
    {
        var region = EcrHostName.Find(destination) is { } ecr ? $" --region {ecr.Region}" : "";
        return $"Create it with 'aws ecr create-repository --repository-name {repository}{region}' in the destination's account, "
            + "or set destination.createRepositories in promotion.yaml";
    }
}
