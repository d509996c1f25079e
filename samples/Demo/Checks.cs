namespace CmpPromoter.Demo;

/// <summary>The sentences of the story that were held against what happened.</summary>
internal sealed class Checks
{
    private readonly List<(string Sentence, bool IsTrue)> all = [];

    public bool HaveAllPassed => all.TrueForAll(check => check.IsTrue);

    public void Add(string sentence, bool isTrue) => all.Add((sentence, isTrue));

    public void Print()
    {
        Console.WriteLine();
        foreach (var (sentence, isTrue) in all)
        {
            Console.WriteLine($"  {(isTrue ? "✓" : "✗ NOT SO:")} {sentence}");
        }
    }
}
