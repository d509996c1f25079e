namespace CmpPromoter.Daemon;

/// <summary>
/// The generation that serves new requests, and those before it as long as a request or a copy needs them. Safe for concurrent
/// use.
/// </summary>
internal sealed class Generations(Generation first)
{
    private readonly Lock gate = new();
    private readonly List<Place> places = [new Place(first)];

    /// <summary>What new requests are served by.</summary>
    public Generation Current
    {
        get
        {
            lock (gate)
            {
                return places[^1].Generation;
            }
        }
    }

    /// <summary>Every generation that something still runs in, the newest last.</summary>
    public ImmutableArray<Generation> All
    {
        get
        {
            lock (gate)
            {
                return [.. places.Select(place => place.Generation)];
            }
        }
    }

    /// <summary>Requests that are being served.</summary>
    public int Requests
    {
        get
        {
            lock (gate)
            {
                return places.Sum(place => place.Requests);
            }
        }
    }

    /// <summary>Copies that are under way, whether or not somebody waits for them.</summary>
    public int Copies => All.Sum(generation => generation.Copies.Current.Length);

    /// <summary>Serves one request by the current generation, which stays for as long as that takes.</summary>
    public async Task ServeAsync(Func<Generation, Task> serve)
    {
        Place place;
        lock (gate)
        {
            place = places[^1];
            place.Requests++;
        }

        try
        {
            await serve(place.Generation);
        }
        finally
        {
            lock (gate)
            {
                place.Requests--;
            }

            await EndUnusedAsync();
        }
    }

    /// <summary>From now on requests are served by this one.</summary>
    public async Task ReplaceAsync(Generation next)
    {
        lock (gate)
        {
            places.Add(new Place(next));
        }

        await EndUnusedAsync();
    }

    /// <summary>Closes what nothing runs in any more; to be called from time to time, since copies end by themselves.</summary>
    public async Task EndUnusedAsync()
    {
        ImmutableArray<Place> unused;
        lock (gate)
        {
            unused = [.. places.SkipLast(1).Where(place => place.Requests == 0 && place.Generation.Copies.Current.IsEmpty)];
            places.RemoveAll(unused.Contains);
        }

        foreach (var place in unused)
        {
            await place.Generation.EndAsync();
        }
    }

    /// <summary>Ends all, whatever runs.</summary>
    public async Task EndAsync()
    {
        foreach (var generation in All)
        {
            await generation.EndAsync();
        }
    }

    private sealed class Place(Generation generation)
    {
        public Generation Generation { get; } = generation;

        public int Requests { get; set; }
    }
}
