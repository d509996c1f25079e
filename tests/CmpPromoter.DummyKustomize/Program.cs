using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

// A kustomize that does what files in the overlay say, because its environment and its flags are what is tested:
//   stdout, stderr   what to write, byte for byte        exitcode   how to end; 0 without it
//   mode             flood: write without end            hang: never end, whatever the signal
//                    family: start a child that hangs, and hang
//                    orphan: start a child that hangs and keeps stdout open, and end
// What hangs connects to the socket "alive" first: an end of that connection is the end of the process.
if (args is ["version"])
{
    Console.WriteLine("v0.0.0-dummy");
    return 0;
}

var overlay = args[^1];
File.WriteAllLines(Path.Combine(overlay, "arguments"), args);
await Copy("stderr", Console.OpenStandardError());
await Copy("stdout", Console.OpenStandardOutput());
var mode = Text("mode") ?? "";
if (mode == "flood")
{
    using var output = Console.OpenStandardOutput();
    var chunk = new byte[64 * 1024];
    while (true)
    {
        output.Write(chunk);
    }
}

if (mode is "family" or "orphan" && args[0] != "child")
{
    var child = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true }; // It runs from a file.
    child.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "dummy-kustomize.dll"));
    child.ArgumentList.Add("child");
    child.ArgumentList.Add(overlay);
    using var started = Process.Start(child);
}

if (mode == "orphan" && args[0] == "child")
{
    await Console.OpenStandardInput().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false); // Ends with the parent.
}

if (mode is "hang" or "family" || args[0] == "child")
{
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
    using var alive = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    await alive.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(overlay, "alive")));
    await alive.ReceiveAsync(new byte[1]); // Ends when the test does.
}

return int.Parse(Text("exitcode") ?? "0");

string? Text(string name)
{
    var path = Path.Combine(overlay, name);
    return File.Exists(path) ? File.ReadAllText(path) : null;
}

async Task Copy(string name, Stream output)
{
    var path = Path.Combine(overlay, name);
    if (File.Exists(path))
    {
        await output.WriteAsync(await File.ReadAllBytesAsync(path));
    }
}
