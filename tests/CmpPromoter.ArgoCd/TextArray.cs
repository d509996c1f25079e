using System.Runtime.InteropServices;

namespace CmpPromoter.ArgoCd;

/// <summary>A null-terminated array of C strings, for as long as it is not disposed.</summary>
internal sealed unsafe class TextArray : IDisposable
{
    private readonly int count;

    public TextArray(IReadOnlyCollection<string> texts)
    {
        count = texts.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        var index = 0;
        foreach (var text in texts)
        {
            Pointer[index++] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
        }
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var index = 0; index < count; index++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[index]);
        }

        NativeMemory.Free(Pointer);
    }
}
