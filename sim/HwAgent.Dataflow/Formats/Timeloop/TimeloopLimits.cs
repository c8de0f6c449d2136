using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>
/// The factors of a constraint: exact ones and the most, those of <c>factors</c> and those that the macros of Timeloop's front end stand for. A macro speaks of
/// all dimensions of a problem, which must be known.
/// </summary>
internal sealed class TimeloopLimits
{
    private static readonly (string Key, string Remedy)[] Unsupported =
    [
        ("maximize_dims", WriteOut), ("maximize_dims_capacity", WriteOut), ("default_max_factor", WriteOut), ("default_min_factor", "remove it"),
        ("remainders", "remove it: loops may be ragged here"),
        ("no_link_transfer", "remove it: instances here pass nothing to one another"),
        ("rmw_first_update", "remove it: here the first update of a sum reads nothing"),
    ];

    private const string WriteOut = "write it out as factors: NAME=NUMBER or NAME<=NUMBER";

    private readonly SpecFields _fields;
    private readonly TimeloopNames _names;
    private readonly List<TimeloopFactor> _factors = [];

    private TimeloopLimits(SpecFields fields, TimeloopNames names) => (_fields, _names) = (fields, names);

    /// <summary>The factors, all of them <c>=</c> or <c>&lt;=</c> with a bound; what cannot be a constraint here is reported.</summary>
    public static IReadOnlyList<TimeloopFactor> Read(SpecFields fields, TimeloopNames names)
    {
        foreach (var (key, remedy) in Unsupported)
        {
            // What is empty says nothing.
            if (fields.Node(key, "nothing") is not (null or SpecList { Items.Count: 0 } or SpecMap { Entries.Count: 0 })) fields.Report(key, "unsupported", "this constraint is not supported", remedy);
        }

        var limits = new TimeloopLimits(fields, names);
        limits.Read();
        return limits._factors;
    }

    private void Read()
    {
        _factors.AddRange(TimeloopFactors.Read(_fields, "factors").Select(Known).OfType<TimeloopFactor>());
        if (_fields.Has("factors_only"))
        {
            foreach (var factor in TimeloopFactors.Read(_fields, "factors_only").Select(Known).OfType<TimeloopFactor>())
            {
                if (_factors.FirstOrDefault(f => f.Dimension == factor.Dimension) is { } other && other with { At = factor.At } != factor) Conflict("factors_only", factor.Dimension);
                else _factors.Add(factor);
            }

            foreach (var dimension in Dimensions("factors_only", OperandSet.All, areIn: true).Except(_factors.Select(f => f.Dimension)).ToList()) Add(dimension, _fields.At("factors_only"));
        }

        if (_fields.Has("no_iteration_over_dataspaces")) AddOnes("no_iteration_over_dataspaces", areIn: true);
        if (_fields.Has("must_iterate_over_dataspaces")) AddOnes("must_iterate_over_dataspaces", areIn: false);
    }

    /// <summary>A factor that holds here; null for one that says nothing, or is reported.</summary>
    private TimeloopFactor? Known(TimeloopFactor factor)
    {
        if (factor is { Relation: "=" or "<=", Bound: > 0, Residual: null }) return factor;
        long[] sizes = [.. _names.Problems.SelectMany(p => p.Dimensions).Where(d => d.Name == factor.Dimension).Select(d => d.Size)];
        if (_names.Problems.Count > 0 && sizes.Length == 0)
        {
            _fields.Diagnostics.Note(factor.At, "no-effect", $"{_fields.PathOf("factors")}: {factor.At.Description} is of a dimension that {_names.Problems[0].Name} has not");
            return null;
        }

        // All of one iteration is one iteration.
        if (factor.Bound == 0 && sizes.Length > 0 && sizes.All(s => s == 1)) return factor with { Relation = "=", Bound = 1 };
        _fields.Diagnostics.Add(factor.At, "unsupported", $"{_fields.PathOf("factors")}: {factor.At.Description} is not supported as a constraint", factor.Bound == 0 ? "give NAME=NUMBER or NAME<=NUMBER: 0 stands for what the other loops leave" : "give NAME=NUMBER or NAME<=NUMBER");
        return null;
    }

    /// <summary>No iterations of the dimensions that index some data spaces, or that do not.</summary>
    private void AddOnes(string key, bool areIn)
    {
        foreach (var dimension in Dimensions(key, _names.Set(_fields, key), areIn))
        {
            var index = _factors.FindIndex(f => f.Dimension == dimension);
            if (index >= 0 && _factors[index] is { Relation: "=", Bound: > 1 }) Conflict(key, dimension);
            if (index >= 0) _factors.RemoveAt(index);
            Add(dimension, _fields.At(key));
        }
    }

    private void Add(string dimension, SpecNode at) => _factors.Add(new TimeloopFactor(dimension, "=", 1, null, at));

    private void Conflict(string key, string dimension) => _fields.Report(key, "conflict", $"factors gives {dimension} another factor", "remove one of the two");

    /// <summary>The dimensions that index any of some operands, or none of them; empty after reporting that they are not known.</summary>
    private IReadOnlyList<string> Dimensions(string key, OperandSet operands, bool areIn)
    {
        if (_names.Problems.Count == 0)
        {
            _fields.Report(key, "unsupported", "the dimensions that it stands for are those of a problem, which is not known here", "give the architecture beside a problem, or " + WriteOut);
            return [];
        }

        var uses = _names.Problems.SelectMany(p => p.Dimensions.Select((d, i) => (d.Name, IsIn: Enum.GetValues<Operand>().Any(o => operands.Has(o) && p.Tensor(o).Uses(i))))).Distinct().ToList();
        if (uses.GroupBy(u => u.Name).FirstOrDefault(g => g.Count() > 1) is { } both)
            _fields.Report(key, "unsupported", $"{both.Key} does not index the same tensors in every problem", WriteOut);
        return [.. uses.Where(u => u.IsIn == areIn).Select(u => u.Name)];
    }
}
