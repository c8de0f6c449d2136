using HwAgent.Core.Numerics;

namespace HwAgent.Core.Cascades;

/// <summary>
/// Asks models from small to large until the best solution of one scores enough in its self-tests (arXiv 2405.15842). The last one's answer is
/// taken whatever its score, unless it scores nothing and an earlier one does not.
/// </summary>
/// <param name="models">Small to large, at least one.</param>
/// <param name="selfTests">Cheap ones first: the first that scores 0 ends the tests of an answer. None: the first model's answer is taken.</param>
public sealed class Cascade(IReadOnlyList<CascadeModel> models, IReadOnlyList<ISelfTest> selfTests)
{
    private readonly IReadOnlyList<CascadeModel> _models = models.Count > 0 ? models : throw new ArgumentException("A cascade needs at least one model.", nameof(models));

    /// <param name="prompt">The question.</param>
    /// <param name="seed">Every request gets a seed of its own from it.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<CascadeResult> RunAsync(string prompt, ulong seed, CancellationToken cancellation)
    {
        var seeds = new SplitMix64(seed);
        var decisions = new List<CascadeDecision>();
        (CascadeCandidate Candidate, string Model)? chosen = null;
        foreach (var model in _models)
        {
            var (requests, tokens, cost) = (0, 0, 0.0);
            var candidates = new List<CascadeCandidate>();
            for (var i = 0; i < model.Stage.Solutions; i++) candidates.Add(await JudgeAsync(await AskAsync(prompt, cancellation).ConfigureAwait(false)).ConfigureAwait(false));
            var best = candidates.MaxBy(candidate => candidate.Score)!;
            if (chosen is null || best.Score > 0 || chosen.Value.Candidate.Score <= 0) chosen = (best, model.Name);
            var isAccepted = model == _models[^1] || model.Stage.Accepts(best.Score);
            decisions.Add(new CascadeDecision(model.Name, isAccepted ? "accept" : "escalate", best.Score, model.Stage.Threshold, candidates, requests, tokens, cost));
            if (isAccepted) break;

            async ValueTask<string> AskAsync(string question, CancellationToken cancel)
            {
                cancel.ThrowIfCancellationRequested();
                var reply = await model.Answer(new CascadeRequest(question, seeds.Next()), cancel).ConfigureAwait(false);
                requests++;
                tokens += reply.Tokens;
                cost += reply.Cost;
                return reply.Text;
            }

            async ValueTask<CascadeCandidate> JudgeAsync(string answer)
            {
                var subject = new SelfTestSubject(prompt, answer, model.Stage.SelfTests, AskAsync);
                var results = new List<SelfTestResult>();
                var score = 1.0;
                foreach (var test in selfTests)
                {
                    results.Add(await test.RunAsync(subject, cancellation).ConfigureAwait(false));
                    score *= results[^1].Score;
                    if (score == 0) break;
                }

                return new CascadeCandidate(answer, score, results);
            }
        }

        return new CascadeResult(chosen!.Value.Candidate.Answer, chosen.Value.Model, chosen.Value.Candidate.Score, decisions);
    }
}
