namespace HwAgent.Core.Cascades;

/// <summary>What one model of a cascade does (k, l and theta of arXiv 2405.15842).</summary>
/// <param name="Solutions">k: solutions it writes, at least 1.</param>
/// <param name="SelfTests">l: tests it writes for them; 0: its solutions are judged without.</param>
/// <param name="Threshold">theta: score, 0 to 1, from which its best solution is accepted; more than 1: never, to record every model.</param>
public sealed record CascadeStage(int Solutions, int SelfTests, double Threshold)
{
    /// <summary>Whether the next model need not be asked.</summary>
    public bool Accepts(double score) => score >= Threshold;
}
