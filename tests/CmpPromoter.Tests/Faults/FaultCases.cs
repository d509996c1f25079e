namespace CmpPromoter.Tests.Faults;

/// <summary>
/// What FAULTS.md must have a line for, list by list, in the words of its first column: whoever drops a case from the table
/// drops it here too, and says why.
/// </summary>
internal static class FaultCases
{
    public static ImmutableSortedDictionary<int, ImmutableArray<string>> ByList { get; } =
        ImmutableSortedDictionary<int, ImmutableArray<string>>.Empty
            .Add(1,
            [
                "odd white space, unknown fields, no media type, UTF-8 beyond ASCII",
                "a manifest of 4 MiB, and of one byte more",
                "an index of indexes",
                "an index with attestations for `unknown/unknown`",
                "an index whose child the source lacks",
                "an artifact with the empty config",
                "an image without layers, and one with a layer twice",
                "a sha512 digest",
                "Docker schema 1",
                "a Docker image where OCI is asked for too",
            ])
            .Add(2,
            [
                "everything present",
                "the tag at another digest: mutable, immutable, immutable with exclusion",
                "the digest without its tag",
                "a child without its index",
                "an archived image",
                "a layer that no image refers to",
                "a missing repository, with and without a creation template",
            ])
            .Add(3,
            [
                "the source ends at byte 0, in the middle, before the last byte",
                "a wrong Content-Length, either way",
                "a flipped byte",
                "403 on an expired address",
                "307 to http, loopback, metadata services, private addresses",
                "Authorization towards the storage",
                "Range ignored, 200 instead of 206",
                "a source that drips, and one that stands still",
                "a destination that takes no more bytes",
                "the destination resets at byte 0, in the middle, after the last byte",
                "the answer to a finished upload is lost, or never comes",
                "416 with the offset in words",
                "the Range that sticks, parts below 5 MiB",
                "the session is lost on the way",
                "layers of 0 B, 1 B, 5 MiB, 10 MiB ± 1",
                "a layer beyond 2³¹ bytes",
            ])
            .Add(4,
            [
                "429 on each request of the registry",
                "ThrottlingException of each API",
                "a storm of 429, then recovery",
                "503 on the index after its children",
                "the default quotas, PutImage's 10 a second first",
                "500 with a page of HTML",
            ])
            .Add(5,
            [
                "401 Basic",
                "a token that expires at any request, 401 or 403",
                "a refresh that fails while the old token is valid",
                "STS throttled",
                "a role that may not be assumed",
                "a clock ten minutes off, either way",
                "two roles, two regions",
                "FIPS, dual-stack, China, GovCloud, EU sovereign names",
                "403 to HEAD, which has no sentence",
            ])
            .Add(6,
            [
                "two renders of one image",
                "two processes, one immutable tag, the same instant",
                "one layer in ten repositories",
                "one of two that wait for a layer gives up",
                "Argo CD kills the render in the middle",
                "kill -9 at any instant",
                "500 images of one application",
                "memory",
            ])
            .Add(7,
            [
                "image 7 of 20 denied",
                "no manifest is emitted then",
                "a referrer that the destination refuses (405), `copy.artifacts: true`",
                "the same, `copy.artifacts: require`",
                "a cosign tag that is at another digest already",
            ])
            .Add(8,
            [
                "stdout is the manifests' alone",
                "the exit code and stderr are passed on",
                "60 s less 100 ms for a render",
                "a copy longer than a render",
                "the pause after three failures",
                "an image deleted while Argo CD has the manifests cached",
            ])
            .Add(9,
            [
                "an image of an unknown registry",
                "uploaded files, which no commit holds",
                "a tag that can move, present at the destination",
                "a tag that moves between plan and copy",
            ]);
}
