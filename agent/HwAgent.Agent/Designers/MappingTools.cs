using System.Globalization;
using System.Text;
using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Designers;

/// <summary>The mapper for a model: the best mapping of one product, or the cost of a mapping that the model wrote, each as a short text. What a model wrote is checked before it is costed.</summary>
internal sealed class MappingTools(DesignSpec spec)
{
    /// <summary>A fraction of a second; a tool call must not hold up the conversation.</summary>
    private const int MostEvaluations = 40_000;

    /// <summary>Room beyond any hardware that is built; with each level and axis a search takes several times as long.</summary>
    private const int MostLevels = 6, MostAxes = 4;

    /// <summary>Characters of an architecture or a mapping; a hundred levels take a tenth of it.</summary>
    private const int LongestText = 100_000;

    private const string ArchitectureName = "architecture.yaml";
    private const string MappingName = "mapping.yaml";

    /// <summary>Why a question is too large to be looked at; null where it is not.</summary>
    public static string? Refusal(LayerShape shape, string? architecture, string? mapping)
    {
        if (shape.Macs > TensorProblem.MostMacs) return string.Create(CultureInfo.InvariantCulture, $"error: {shape} has more than {TensorProblem.MostMacs} multiply-accumulates; make a dimension smaller.");
        return TooLong("architecture", architecture) ?? TooLong("mapping", mapping);

        static string? TooLong(string what, string? text) => text?.Length > LongestText ? $"error: the {what} has {text.Length} characters; give {LongestText} at most." : null;
    }

    /// <summary>The best blocking of a product on the accelerator, with what is proven of it.</summary>
    public string Map(LayerShape shape, int weightBits, Objective objective, AcceleratorParameters parameters)
    {
        // The sizes of the hardware as they are; its widths must hold the weights.
        var task = new GemmTask("product", shape, weightBits);
        var found = DesignEvaluator.Evaluate(parameters, SearchRequest.Of(spec, [task]) with { Objective = objective });
        if (found.Point is not { } point) return Refused("no mapping runs", found.Diagnostics);
        var (mapped, cost) = (point.Tasks[0], point.Tasks[0].Cost);
        var proof = mapped.Proof!;
        return string.Create(CultureInfo.InvariantCulture,
            $"{DesignText.Mapping(mapped.Mapping)}: {cost.LatencyCycles} cycles (exact), array busy {100 * cost.Utilisation:0.#}%, bound by {cost.BoundBy}, {cost.EnergyPicojoules:G5} pJ, {cost.ReadBytes} bytes read, {cost.WriteBytes} written\n")
            + (proof.IsOptimal ? "proven optimal for these buffers" : string.Create(CultureInfo.InvariantCulture, $"within {100 * proof.Gap:0.##}% of the best possible for these buffers"));
    }

    /// <summary>The best mapping of a product on an architecture in YAML.</summary>
    public static string MapOn(string architecture, LayerShape shape, int weightBits, Objective objective)
    {
        var read = ArchitectureReader.Read(Yaml(architecture), ArchitectureName);
        if (read.Value is not { } file) return Refused("the architecture cannot be read", read.Diagnostics);
        var (levels, axes) = (file.Architecture.Levels.Count, file.Architecture.Levels.Sum(l => l.Fanout.Count));
        if (levels > MostLevels || axes > MostAxes)
            return $"error: {file.Architecture.Name} has {levels} levels and {axes} axes; a search takes {MostLevels} levels and {MostAxes} axes at most. Leave some out, or give a mapping to have it costed.";
        var problem = Problem(shape, weightBits);
        var found = GemmMapper.Search(new MapperRequest(problem, file.Architecture, objective) { MostEvaluations = MostEvaluations });
        if (found.Ranked.Count == 0) return $"error: no mapping of {shape} fits {file.Architecture.Name} and its constraints; make a memory larger or loosen a constraint.";
        var best = found.Ranked[0];
        var proof = found.IsOptimal ? "proven optimal" : string.Create(CultureInfo.InvariantCulture, $"within {100 * found.Gap:0.##}% of the best {(found.IsThinned ? "of the steps searched" : "possible")}");
        return $"{Costs(best.Cost)}\n{proof}\n{MappingWriter.Write(new MappingFile("best", problem, file.Architecture, best.Nest), ArchitectureName)}".TrimEnd();
    }

    /// <summary>The cost of a mapping in YAML, or what is wrong with it: which loop overflows which level, and by how much.</summary>
    /// <param name="shape">The product.</param>
    /// <param name="weightBits">Width of its weights.</param>
    /// <param name="mapping">Loops by level; names the architecture as <c>architecture.yaml</c>, or leaves it out.</param>
    /// <param name="architecture">YAML; null for the accelerator with <paramref name="parameters"/> in the general vocabulary.</param>
    /// <param name="parameters">The accelerator.</param>
    public string Evaluate(LayerShape shape, int weightBits, string mapping, string? architecture, AcceleratorParameters parameters)
    {
        Architecture hardware;
        if (architecture is null)
        {
            var wrong = AcceleratorParametersValidation.Validate(parameters);
            if (wrong.Count > 0) return Refused("this cannot be built", wrong);
            hardware = ChipArchitecture.Of(parameters, MemoryTiming.Of(spec.Budget, parameters), spec.Technology);
        }
        else
        {
            var file = ArchitectureReader.Read(Yaml(architecture), ArchitectureName);
            if (file.Value is null) return Refused("the architecture cannot be read", file.Diagnostics);
            hardware = file.Value.Architecture;
        }

        var problem = Problem(shape, weightBits);
        var read = MappingReader.Read(Yaml(mapping), MappingName, name => name == ArchitectureName ? ArchitectureWriter.Write(hardware) : null, hardware, problem);
        if (read.Value is not { } proposed) return Refused("the mapping cannot be read", read.Diagnostics);
        // Names may differ; what is computed may not.
        if (!IsSame(proposed.Problem, problem)) return $"error: the mapping is of another product than {shape} with {weightBits}-bit weights; leave its problem out.";
        if (ArchitectureWriter.Write(proposed.Architecture) != ArchitectureWriter.Write(hardware)) return "error: the mapping is for other hardware than was asked about; leave its architecture out.";
        var findings = NestValidation.Validate(proposed.Problem, proposed.Architecture, proposed.Nest);
        return findings.Count > 0 ? Refused("the mapping cannot run", findings) : Costs(new NestModel(proposed.Problem, proposed.Architecture).Evaluate(proposed.Nest));
    }

    private static TensorProblem Problem(LayerShape shape, int weightBits) => TensorProblem.Gemm("product", shape.M, shape.N, shape.K, weightBits: weightBits);

    private static bool IsSame(TensorProblem left, TensorProblem right) =>
        left.Dimensions.SequenceEqual(right.Dimensions) && left.Tensors.Select(t => (t.Dimensions, t.Bits)).SequenceEqual(right.Tensors.Select(t => (t.Dimensions, t.Bits))) && left.PartialBits == right.PartialBits;

    /// <summary>What a model wrote, fenced or not.</summary>
    private static string Yaml(string text) => ReplyText.Blocks(text) is [var only] ? only.Text : text;

    private static string Costs(NestCost cost)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"{cost.LatencyCycles} cycles ({cost.ComputeCycles} of work, {cost.FillCycles} fill, {cost.DrainCycles} drain, {cost.StallCycles} stalled), multipliers busy {100 * cost.Utilisation:0.#}%, bound by {cost.BoundBy}, {cost.EnergyPicojoules:G5} pJ"));
        foreach (var level in cost.Levels)
            text.Append(CultureInfo.InvariantCulture, $"\n- {level.Name}: {level.ReadBits} bits read, {level.WrittenBits} written, {level.OccupiedBits} held, port busy {level.PortCycles} cycles, {level.EnergyPicojoules:G4} pJ");
        return text.ToString();
    }

    private static string Refused(string what, IReadOnlyList<Diagnostic> findings) => $"error: {what}.\n" + DiagnosticDistiller.Distill(findings, []);
}
