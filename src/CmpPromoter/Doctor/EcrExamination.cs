using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Ecr;
using CmpPromoter.Iam;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>One registry of type ecr as this program's principal sees it: who it is, the way there, the token, what it may do.</summary>
internal sealed class EcrExamination
{
    public required string Subject { get; init; }

    public required ActionPlace Place { get; init; }

    public required Probing Probing { get; init; }

    public required TimeProvider Time { get; init; }

    public required RegistryPing Ping { get; init; }

    public required AwsIdentity Identity { get; init; }

    public required IEcrControlPlane Control { get; init; }

    public required RepositoryExamination Repository { get; init; }

    /// <summary>As the registry names them.</summary>
    public required ImmutableArray<RepositoryName> Repositories { get; init; }

    /// <summary>The role that is assumed for the registry; absent: the ambient credentials.</summary>
    public required string? RoleArn { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var identity = Probing.RunAsync(Subject, "asking AWS who this is", IdentifyAsync, cancellationToken);
        var reach = Probing.RunAsync(Subject, $"reaching {SafeText.Of(Ping.Site.Endpoint)}", ReachAsync, cancellationToken);
        ImmutableArray<Finding> first = [.. await identity, .. await reach];
        if ((await identity).Any(finding => finding.State is FindingState.Bad))
        {
            return [.. first, Finding.Note(Subject, "permissions were not looked at: nobody is there to have any")];
        }

        var token = Probing.RunAsync(Subject, "logging in", LogInAsync, cancellationToken);
        var repositories = Repositories.Select(repository => Repository.RunAsync(repository, cancellationToken)).ToList();
        return [.. first, .. await token, .. (await Task.WhenAll(repositories)).SelectMany(findings => findings), .. Rest()];
    }

    private async Task<ImmutableArray<Finding>> IdentifyAsync(CancellationToken cancellationToken)
    {
        if (AwsIdentity.FindProvider() is not { } provider)
        {
            return
            [
                Finding.Bad(
                    Subject,
                    "there are no AWS credentials: not in the environment, not from the service account, not from the instance",
                    "Give the pod's service account a role (IRSA or EKS Pod Identity): 'cmp-promoter iam trust' prints its trust policy",
                    FailureKind.Remote),
            ];
        }

        try
        {
            var arn = SafeText.OneLine(await Identity.FindArnAsync(cancellationToken), 256);
            var role = RoleArn is null ? "" : ", which assumed it";
            return [Finding.Good(Subject, $"{arn} (credentials: {provider}{role})")];
        }
        catch (RegistryException refusal) when (Missing.ActionOf(refusal) is { } action)
        {
            return [Missing.Finding(Subject, action, refusal, ActionPlace.Role)];
        }
    }

    private async Task<ImmutableArray<Finding>> ReachAsync(CancellationToken cancellationToken)
    {
        var start = Time.GetTimestamp();
        var answer = await Ping.AskAsync(credential: null, cancellationToken);
        var took = Time.GetElapsedTime(start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        var where = SafeText.Of(Ping.Site.Endpoint).TrimEnd('/');
        return
        [
            answer.IsRegistry
                ? Finding.Good(Subject, $"{where} answers in {took} ms")
                : Finding.Bad(
                    Subject,
                    $"{where}/v2/: {(int)answer.Status} {answer.Status}, which no registry answers",
                    "Check endpoint and registry in the configuration, and what stands between",
                    FailureKind.Remote),
            .. ClockReading.Of(Subject, answer, Time.GetUtcNow()),
        ];
    }

    private async Task<ImmutableArray<Finding>> LogInAsync(CancellationToken cancellationToken)
    {
        EcrToken token;
        try
        {
            token = await Control.GetTokenAsync(cancellationToken);
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Forbidden)
        {
            return [Missing.Finding(Subject, Missing.ActionOf(refusal) ?? "ecr:GetAuthorizationToken", refusal, ActionPlace.Token)];
        }

        var answer = await Ping.AskAsync(token.Credential, cancellationToken);
        return answer.Status is System.Net.HttpStatusCode.OK
            ? [Finding.Good(Subject, "logged in with a token (ecr:GetAuthorizationToken)")]
            :
            [
                Finding.Bad(
                    Subject,
                    $"the registry does not take the token that AWS has given: {(int)answer.Status} {answer.Status}",
                    "Check that endpoint is this registry's, and that no policy of a VPC endpoint refuses it",
                    FailureKind.Remote),
            ];
    }

    private IEnumerable<Finding> Rest()
    {
        if (Repositories.IsEmpty)
        {
            yield return Finding.Doubtful(
                Subject,
                "permissions on repositories were not looked at: the configuration names no single repository",
                "Say which with --overlay PATH");
        }

        if (Repository.Creation?.KmsKey is not null)
        {
            yield return Finding.Note(
                Subject,
                "whether new repositories may be encrypted with your key ("
                + $"{string.Join(", ", AwsActions.Names(Place, ActionNeed.CreationKey))}) shows only when one is created");
        }

        if (Place is ActionPlace.Destination)
        {
            yield return Finding.Note(
                Subject,
                "ECR takes 10 PutImage calls a second unless the account's quota was raised; every client of the account shares them");
        }
    }
}
