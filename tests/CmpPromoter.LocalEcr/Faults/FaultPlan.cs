using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Faults;

/// <summary>The faults that are switched on. Thread-safe; can change while requests are under way.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<ArmedFault> faults = [];
    private readonly Dictionary<string, TaskCompletionSource> reached = [];
    private readonly Dictionary<string, int> strikes = [];

    public void Add(Fault fault)
    {
        lock (gate)
        {
            faults.Add(new ArmedFault(fault));
        }
    }

    /// <summary>Switches every fault off; counts and signals stay.</summary>
    public void Clear()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    /// <summary>Completes when a fault of this name has struck a request for the first time.</summary>
    public Task Reached(string name)
    {
        lock (gate)
        {
            return Signal(name).Task;
        }
    }

    /// <summary>How many requests the faults of this name have struck.</summary>
    public int Strikes(string name)
    {
        lock (gate)
        {
            return strikes.GetValueOrDefault(name);
        }
    }

    internal ImmutableArray<FaultAction> Strike(EcrCall call)
    {
        lock (gate)
        {
            var actions = ImmutableArray.CreateBuilder<FaultAction>();
            foreach (var armed in faults)
            {
                if (armed.Counts(call))
                {
                    actions.Add(armed.Fault.Action);
                    strikes[armed.Fault.Name] = strikes.GetValueOrDefault(armed.Fault.Name) + 1;
                    Signal(armed.Fault.Name).TrySetResult();
                }
            }

            return actions.ToImmutable();
        }
    }

    private TaskCompletionSource Signal(string name)
    {
        if (!reached.TryGetValue(name, out var signal))
        {
            // The waiting test must not run inside a request.
            reached[name] = signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return signal;
    }

    private sealed class ArmedFault(Fault fault)
    {
        private int seen;

        public Fault Fault => fault;

        public bool Counts(EcrCall call)
        {
            var isMatch = (fault.Origin is null || fault.Origin == call.Origin)
                && (fault.AccountId is null || fault.AccountId == call.AccountId)
                && (fault.Operation is null || fault.Operation == call.Operation)
                && (fault.Repository is null || fault.Repository == call.Repository)
                && (fault.Reference is null || fault.Reference == call.Reference);
            return isMatch && seen++ is var index && index >= fault.After && index - fault.After < fault.Times;
        }
    }
}
