using System.Diagnostics;
using HwAgent.Core.Decoding;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Evals.Runtime;

/// <summary>
/// What speculative decoding gains in time: passes over several rows against a pass over one, and whole texts with drafts of planted acceptance against
/// plain decoding. Every measurement stands beside one of plain decoding of the same second, since the machine's speed wanders.
/// </summary>
internal sealed class SpeculationBenchmark : IDisposable
{
    private const int PromptTokens = 32;
    private const int LastToken = 7;
    private const int LongestDraft = 8;
    private const ulong Seed = 1;

    /// <summary>Of planted drafts that cost something: as much as these first blocks and the head.</summary>
    private const int ExitBlocks = 2;

    private static readonly int[] Lengths = [2, 4, 8];
    private static readonly double[] Acceptances = [0.5, 0.7, 0.8, 0.9];

    private readonly RuntimeModel _shape;
    private readonly IntegerWorkers _workers;
    private readonly IntegerDecoder _model;
    private readonly ILanguageSession _session;
    private readonly GenerationOptions _options;

    /// <summary>The prompt's last token, which the session does not hold between texts, and what plain decoding makes of it.</summary>
    private readonly int[] _text;

    /// <param name="shape">The model.</param>
    /// <param name="threads">Threads of the runtime.</param>
    /// <param name="tokens">Tokens of a text.</param>
    public SpeculationBenchmark(RuntimeModel shape, int threads, int tokens)
    {
        (_shape, _workers) = (shape, new IntegerWorkers(threads));
        _model = shape.Compile(_workers);
        GC.Collect();
        _session = _model.Start(PromptTokens + Math.Max(tokens, LongestDraft) + 1);
        _options = new GenerationOptions { MaxTokens = tokens };
        _session.Append([.. Enumerable.Range(1, PromptTokens).Select(i => i % shape.Config.VocabularySize)], []);
        _text = [LastToken];
        _text = [LastToken, .. Generate(null, null).Tokens];
    }

    public void Dispose()
    {
        _session.Dispose();
        _workers.Dispose();
    }

    /// <summary>Passes over 1 to 9 rows behind the prompt.</summary>
    public IReadOnlyList<PassRow> Passes(int rounds, CancellationToken cancellation)
    {
        const int Repetitions = 5;
        const int MostRows = LongestDraft + 1;
        var logits = new float[MostRows * _model.VocabularySize];
        var times = Enumerable.Range(0, MostRows).Select(_ => new List<double>()).ToArray();
        var ratios = times.Select(_ => new List<double>()).ToArray();
        for (var rows = 1; rows <= MostRows; rows++) Pass(rows);
        for (var round = 0; round < rounds * Repetitions; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var rows = 1; rows <= MostRows; rows++)
            {
                var one = Pass(1);
                var several = Pass(rows);
                times[rows - 1].Add(several);
                ratios[rows - 1].Add(several / one);
            }
        }

        return
        [
            .. Enumerable.Range(1, MostRows).Select(rows =>
            {
                var relative = Median(ratios[rows - 1]);
                return new PassRow(_shape.Name, _workers.Count, rows, 1000 * Median(times[rows - 1]), relative, rows == 1 ? null : BreakEven(rows - 1, relative));
            }),
        ];

        double Pass(int rows)
        {
            _session.Truncate(PromptTokens);
            var start = Stopwatch.GetTimestamp();
            _session.Append(_text.AsSpan(0, rows), logits.AsSpan(0, rows * _model.VocabularySize));
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Whole texts with every draft.</summary>
    /// <param name="rowCost">Of <see cref="DraftLengthOptions"/>: what a further row costs, for drafts that adapt.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="cancellation">Ends it between texts.</param>
    public IReadOnlyList<SpeculationRow> Drafts(double rowCost, int rounds, CancellationToken cancellation)
    {
        var configurations = Configurations().ToList();
        var speeds = configurations.Select(_ => new List<double>()).ToList();
        var gains = configurations.Select(_ => new List<double>()).ToList();
        var counts = new GenerationStatistics[configurations.Count];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < configurations.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var (_, length, _, create) = configurations[i];
                var options = length is { } fix ? new DraftLengthOptions { Maximum = fix, Adapts = false } : new DraftLengthOptions { Maximum = LongestDraft, RowCost = rowCost };
                var (plain, _) = Timed(null, null);
                using var draft = create();
                var (seconds, result) = Timed(draft, options);
                if (!result.Tokens.SequenceEqual(_text.Skip(1))) throw new InvalidOperationException($"{configurations[i].Draft}: the text is not that of plain decoding.");
                speeds[i].Add(result.Tokens.Count / seconds);
                gains[i].Add(plain / seconds);
                counts[i] = result.Statistics;
            }
        }

        return
        [
            .. configurations.Select((configuration, i) => new SpeculationRow(
                _shape.Name, _workers.Count, configuration.Draft, configuration.Length, configuration.Planted, counts[i].AcceptanceRate, counts[i].TokensPerTargetPass, Median(speeds[i]), Median(gains[i]))),
        ];
    }

    /// <summary>Acceptance at which the expected tokens of a round equal its cost in passes over one row; null above 1.</summary>
    internal static double? BreakEven(int length, double cost)
    {
        if (cost >= length + 1) return null;
        double low = 0, high = 1;
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            if (DraftLength.ExpectedSpeed(middle, length, 0) < cost) low = middle;
            else high = middle;
        }

        return high;
    }

    private IEnumerable<(string Draft, int? Length, double? Planted, Func<IDraft> Create)> Configurations()
    {
        var vocabulary = _model.VocabularySize;
        foreach (var acceptance in Acceptances)
        {
            foreach (var length in (int?[])[.. Lengths, null])
                yield return ("free", length, acceptance, () => new PlantedDraft(_text, acceptance, vocabulary, Seed));
            yield return ($"at the cost of exit:{ExitBlocks}", 4, acceptance, () => new PlantedDraft(_text, acceptance, vocabulary, Seed, Exit()));
        }

        yield return ("lookup", null, null, () => new PromptLookupDraft());
    }

    private EarlyExitDraft Exit()
    {
        var blocks = Math.Min(ExitBlocks, _shape.Config.Layers);
        var cost = (double)(_shape with { Config = _shape.Config with { Layers = blocks } }).BytesPerToken / _shape.BytesPerToken;
        return new EarlyExitDraft((IEarlyExitSession)_session, blocks, _model.VocabularySize, new SamplingOptions(), cost);
    }

    private (double Seconds, GenerationResult Result) Timed(IDraft? draft, DraftLengthOptions? length)
    {
        var start = Stopwatch.GetTimestamp();
        var result = Generate(draft, length);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }

    private GenerationResult Generate(IDraft? draft, DraftLengthOptions? length)
    {
        _session.Truncate(PromptTokens);
        return new TokenGenerator(_model, _session, _options, draft, length).Generate(_text.AsSpan(0, 1));
    }

    private static double Median(List<double> values)
    {
        values = [.. values.Order()];
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
