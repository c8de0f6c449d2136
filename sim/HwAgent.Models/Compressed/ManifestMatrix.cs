namespace HwAgent.Models.Compressed;

/// <summary>The shape of a packed matrix.</summary>
/// <param name="Name">As <see cref="CompressedFolder"/> names its tensors.</param>
/// <param name="Outputs">Rows.</param>
/// <param name="Inputs">Columns.</param>
/// <param name="GroupSize">Inputs that share an integer scale, or 0.</param>
/// <param name="Widths">Runs of rows of one width, from the first row on.</param>
internal sealed record ManifestMatrix(string Name, int Outputs, int Inputs, int GroupSize, IReadOnlyList<RowRun> Widths);
