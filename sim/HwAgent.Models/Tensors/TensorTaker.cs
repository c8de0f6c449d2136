using HwAgent.Core.Models;

namespace HwAgent.Models.Tensors;

/// <summary>
/// Takes the tensors of a model out of a source, by name and shape. A model is built twice from it: first to check, which lists everything
/// that is missing, misshapen or left over without reading a value, then to read.
/// </summary>
internal sealed class TensorTaker
{
    private const int NamesShown = 5;
    private const string Advice = "check that config.json and weights belong to one model and revision";

    private readonly ITensorSource _source;
    private readonly bool _reads;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];
    private readonly List<string> _misshapen = [];
    private int _missingCount;

    private TensorTaker(ITensorSource source, bool reads) => (_source, _reads) = (source, reads);

    public ITensorSource Source => _source;

    /// <summary>Builds with <paramref name="build"/>, after checking that the source holds what it takes and nothing else.</summary>
    /// <param name="source">The tensors.</param>
    /// <param name="build">Takes every tensor of the model, in any order.</param>
    /// <param name="isIgnored">Names that may be there unused: buffers, a second copy of a tied head.</param>
    /// <exception cref="InvalidModelException">Missing, misshapen or unexpected tensors, with their names.</exception>
    public static T Build<T>(ITensorSource source, Func<TensorTaker, T> build, Func<string, bool> isIgnored)
    {
        Check(source, build, isIgnored);
        return build(new TensorTaker(source, reads: true));
    }

    /// <summary>The first half of <see cref="Build"/>.</summary>
    /// <returns>The model without values.</returns>
    public static T Check<T>(ITensorSource source, Func<TensorTaker, T> build, Func<string, bool> isIgnored)
    {
        var check = new TensorTaker(source, reads: false);
        var model = build(check);
        check.RefuseDifferences(isIgnored);
        return model;
    }

    public bool Has(string name) => _source.Tensors.ContainsKey(name);

    /// <summary>The values of a tensor of exactly this shape; nothing while checking.</summary>
    public float[] Take(string name, params ReadOnlySpan<long> shape)
    {
        if (_reads) return _source.Read(name);
        _taken.Add(name);
        if (!_source.Tensors.TryGetValue(name, out var info))
        {
            _missingCount++;
            if (_missing.Count < NamesShown) _missing.Add(name);
        }
        else if (!shape.SequenceEqual(info.Shape.ToArray()) && _misshapen.Count < NamesShown) _misshapen.Add($"{name} is {info.ShapeText} instead of {string.Join(" x ", shape.ToArray())}");
        return [];
    }

    /// <summary><c>PREFIX.weight</c>, outputs x inputs, and with <paramref name="bias"/> <c>PREFIX.bias</c>.</summary>
    public LinearWeights TakeLinear(string prefix, int outputs, int inputs, bool bias) =>
        new(outputs, inputs, Take(prefix + ".weight", outputs, inputs), bias ? Take(prefix + ".bias", outputs) : null);

    /// <summary><c>PREFIX.weight</c> of one width, and with <paramref name="bias"/> <c>PREFIX.bias</c>.</summary>
    public NormWeights TakeNorm(string prefix, int width, bool bias, float epsilon) =>
        new(Take(prefix + ".weight", width), bias ? Take(prefix + ".bias", width) : null, epsilon);

    private void RefuseDifferences(Func<string, bool> isIgnored)
    {
        if (_missingCount > 0) throw new InvalidModelException(_source.Name, "tensors", $"{_missingCount} are missing: {Listed(_missing, _missingCount)}", Advice);
        if (_misshapen.Count > 0) throw new InvalidModelException(_source.Name, "tensors", $"shapes differ from the configuration: {string.Join("; ", _misshapen)}", Advice);
        var unexpected = _source.Tensors.Keys.Where(name => !_taken.Contains(name) && !isIgnored(name)).ToList();
        if (unexpected.Count > 0) throw new InvalidModelException(_source.Name, "tensors", $"{unexpected.Count} are not part of the model: {Listed(unexpected, unexpected.Count)}", Advice);
    }

    private static string Listed(List<string> names, int count) => string.Join(", ", names.Take(NamesShown)) + (count > NamesShown ? ", ..." : "");
}
