namespace HwAgent.Models.Tokenizing;

/// <summary>Cuts one piece of text into smaller ones.</summary>
/// <param name="piece">Not empty.</param>
/// <param name="first">Whether the piece stands at the very start of the input.</param>
/// <param name="output">The smaller pieces are added in order.</param>
internal delegate void PreTokenizerStep(string piece, bool first, List<string> output);
