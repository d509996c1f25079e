using System.CommandLine;
using CmpPromoter.LocalEcr;

using var interruption = new Interruption();
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await new ServeCommand().Parse(args).InvokeAsync(invocation, interruption.Token);
