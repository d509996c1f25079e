using CmpPromoter.LocalEcr;

var command = new ServeCommand();
return await command.Parse(args).InvokeAsync();
