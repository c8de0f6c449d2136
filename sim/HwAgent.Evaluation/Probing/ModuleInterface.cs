namespace HwAgent.Evaluation.Probing;

/// <summary>What a module shows to the outside: its name and its ports, in the order of its header.</summary>
/// <param name="Module">Name of the module.</param>
/// <param name="Ports">Inputs and outputs.</param>
public sealed record ModuleInterface(string Module, IReadOnlyList<ModulePort> Ports)
{
    public IEnumerable<ModulePort> Inputs => Ports.Where(static port => port.IsInput);

    public IEnumerable<ModulePort> Outputs => Ports.Where(static port => !port.IsInput);

    /// <summary>
    /// Reads the header of a module from a source text: ANSI or older style, ranges that are constant expressions of its parameters.
    /// </summary>
    /// <param name="text">SystemVerilog; it may hold other modules too, and may end behind the header.</param>
    /// <param name="module">Name of the module.</param>
    /// <returns>Null when the module is not there, or has ports that are no plain vectors going in or out.</returns>
    public static ModuleInterface? Read(string text, string module) => new ModuleHeaderReader(text).Read(module);

    /// <summary>Names of the modules that a text defines, in order.</summary>
    public static IReadOnlyList<string> ModulesOf(string text) => new ModuleHeaderReader(text).Modules();

    /// <summary>The header of a module with these ports, up to and with its semicolon.</summary>
    /// <param name="name">Its name; null for <see cref="Module"/>.</param>
    /// <param name="variables">Outputs are variables, to be written by procedures.</param>
    public string Header(string? name = null, bool variables = false) =>
        $"module {name ?? Module} (\n{string.Join(",\n", Ports.Select(port => $"  {(port.IsInput ? "input " : variables ? "output reg " : "output ")}{port.Type}{port.Name}"))}\n);\n";
}
