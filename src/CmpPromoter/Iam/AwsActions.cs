namespace CmpPromoter.Iam;

/// <summary>
/// The table of every IAM action that the program needs, and of no other. Policies are printed from it, permissions are probed
/// by it, and a test compares it with the calls that are made.
/// </summary>
/// <remarks>
/// What a pull needs: AmazonEC2ContainerRegistryPullOnly,
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/security-iam-awsmanpol.html; a push:
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html; a key:
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html.
/// </remarks>
internal static class AwsActions
{
    public static readonly ImmutableArray<AwsAction> All =
    [
        Of("ecr:GetAuthorizationToken", ActionPlace.Token, "log in to the registry", "GetAuthorizationToken"),

        Of("ecr:BatchGetImage", ActionPlace.Source, "find the image and read its manifest", "BatchGetImage", "GetManifest", "Referrers"),
        Of("ecr:GetDownloadUrlForLayer", ActionPlace.Source, "read layers", "GetBlob", "GetDownloadUrlForLayer"),

        Of("ecr:BatchGetImage", ActionPlace.Destination, "see which images are there", "BatchGetImage", "GetManifest", "Referrers"),
        Of("ecr:BatchCheckLayerAvailability", ActionPlace.Destination, "see which layers are there", "BatchCheckLayerAvailability"),
        Of("ecr:InitiateLayerUpload", ActionPlace.Destination, "begin to push a layer", "StartUpload", "MountBlob", "InitiateLayerUpload"),
        Of("ecr:UploadLayerPart", ActionPlace.Destination, "push a layer", "PutUpload", "PatchUpload", "GetUpload", "UploadLayerPart"),
        Of("ecr:CompleteLayerUpload", ActionPlace.Destination, "finish the push of a layer", "PutUpload", "CompleteLayerUpload"),
        Of("ecr:GetDownloadUrlForLayer", ActionPlace.Destination, "mount a layer that another repository has", "MountBlob"),
        Of("ecr:PutImage", ActionPlace.Destination, "push a manifest", "PutManifest", "PutImage"),

        Of("ecr:CreateRepository", ActionPlace.Destination, "create a missing repository", "CreateRepository") with
        {
            Need = ActionNeed.Creation,
        },
        Of("ecr:TagResource", ActionPlace.Destination, "create a repository with tags", "CreateRepository") with
        {
            Need = ActionNeed.CreationTags,
        },
        Of("ecr:PutLifecyclePolicy", ActionPlace.Destination, "give a new repository its lifecycle policy", "PutLifecyclePolicy") with
        {
            Need = ActionNeed.CreationLifecycle,
        },
        OfKey("kms:CreateGrant"),
        OfKey("kms:DescribeKey"),
        OfKey("kms:RetireGrant"),

        Of("sts:AssumeRole", ActionPlace.Role, "become the role of a registry", "AssumeRole"),

        // The session tags of EKS Pod Identity are transitive: they come along, and both policies must allow that.
        Of("sts:TagSession", ActionPlace.Role, "become the role of a registry from EKS Pod Identity", "AssumeRole"),
    ];

    /// <summary>The actions of one place that a configuration needs, in IAM's order.</summary>
    public static ImmutableArray<string> Names(ActionPlace place, params ReadOnlySpan<ActionNeed> needs)
    {
        var names = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var need in needs)
        {
            names.UnionWith(All.Where(action => action.Place == place && action.Need == need).Select(action => action.Name));
        }

        return [.. names];
    }

    private static AwsAction Of(string name, ActionPlace place, string why, params ReadOnlySpan<string> calls) =>
        new() { Name = name, Place = place, Why = why, Calls = [.. calls] };

    private static AwsAction OfKey(string name) =>
        Of(name, ActionPlace.Destination, "create a repository that is encrypted with your own key", "CreateRepository") with
        {
            Need = ActionNeed.CreationKey,
        };
}
