using System.Net;
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

    public required Reach Reach { get; init; }

    public required AwsIdentity Identity { get; init; }

    public required IEcrControlPlane Control { get; init; }

    public required RepositoryExamination Repository { get; init; }

    /// <summary>As the registry names them.</summary>
    public required ImmutableArray<RepositoryName> Repositories { get; init; }

    /// <summary>What to say where there are none.</summary>
    public required Finding Unnamed { get; init; }

    /// <summary>The role that is assumed for the registry; absent: the ambient credentials.</summary>
    public required string? RoleArn { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var identifying = IdentifyAsync(cancellationToken);
        var reach = await Reach.RunAsync(cancellationToken);
        var (identity, isSomebody) = await identifying;
        if (!isSomebody)
        {
            return [identity, .. reach, Finding.Note(Subject, "permissions were not looked at: nobody is there to have any")];
        }

        var ((token, missing), failure) = await Probing.FindAsync(
            Subject, "asking ECR for a token", Silence.OfRemote, AskTokenAsync, cancellationToken);
        if (failure is not null)
        {
            return [identity, .. reach, failure, Finding.Note(Subject, "permissions were not looked at: ECR's API gave no answer")];
        }

        var login = token is null || reach.Any(finding => finding.State is FindingState.Bad)
            ? Task.FromResult(missing)
            : Probing.RunAsync(Subject, "logging in", Silence.OfRemote, ended => LogInAsync(token.Credential, ended), cancellationToken);
        var repositories = await Task.WhenAll(Repositories.Select(repository => Repository.RunAsync(repository, cancellationToken)));
        return [identity, .. reach, .. await login, .. repositories.SelectMany(findings => findings), .. Rest()];
    }

    /// <summary>Whoever has credentials that STS refuses is nobody; where STS does not answer, ECR may.</summary>
    private async Task<(Finding Finding, bool IsSomebody)> IdentifyAsync(CancellationToken cancellationToken)
    {
        var (identity, failure) = await Probing.FindAsync(
            Subject, "asking AWS (STS) who this is", Silence.OfRemote, LookForIdentityAsync, cancellationToken);
        return failure is null
            ? (identity!, identity!.State is not FindingState.Bad) // Found where nothing failed.
            : (failure.State is FindingState.Bad ? Unknown(failure) : failure, true);
    }

    private async Task<Finding> LookForIdentityAsync(CancellationToken cancellationToken)
    {
        if (AwsIdentity.FindProvider() is not { } provider)
        {
            return Finding.Bad(
                Subject,
                "there are no AWS credentials: not in the environment, not from the service account, not from the instance",
                "Give the pod's service account a role (IRSA or EKS Pod Identity): 'cmp-promoter iam trust' prints its trust policy",
                FailureKind.Remote);
        }

        try
        {
            var arn = SafeText.OneLine(await Identity.FindArnAsync(cancellationToken), 256);
            return Finding.Good(Subject, $"{arn} (credentials: {provider}{(RoleArn is null ? "" : ", which assumed it")})");
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Forbidden)
        {
            return Missing.Finding(Subject, RoleArn is null ? "sts:GetCallerIdentity" : "sts:AssumeRole", refusal, ActionPlace.Role);
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Unauthorized)
        {
            return Finding.Bad(Subject, $"{refusal.Message} (credentials: {provider})", cure: null, FailureKind.Remote);
        }
    }

    private static Finding Unknown(Finding finding) => Finding.Doubtful(
        finding.Subject,
        finding.Text,
        "Where the pod's role comes from IRSA, or one is assumed (roleArn), STS is needed: let this pod reach it; else it only cannot be told who this is");

    private async Task<(EcrToken? Token, ImmutableArray<Finding> Missing)> AskTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await Control.GetTokenAsync(cancellationToken), []);
        }
        catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Forbidden)
        {
            return (null, [Missing.Finding(Subject, "ecr:GetAuthorizationToken", refusal, ActionPlace.Token)]);
        }
    }

    private async Task<ImmutableArray<Finding>> LogInAsync(RegistryCredential credential, CancellationToken cancellationToken)
    {
        var answer = await Reach.Ping.AskAsync(credential, cancellationToken);
        return answer.Status is HttpStatusCode.OK
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
            yield return Unnamed;
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
