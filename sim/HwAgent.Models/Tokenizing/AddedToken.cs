namespace HwAgent.Models.Tokenizing;

/// <summary>A token that is looked for in the text before anything else.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
/// <param name="Special">Decoding leaves it out.</param>
/// <param name="SingleWord">Found only between characters that are not of words.</param>
/// <param name="StripLeft">Takes the white space in front of it away.</param>
/// <param name="StripRight">Takes the white space behind it away.</param>
/// <param name="Normalized">Looked for behind the normaliser, in its normalised form.</param>
internal sealed record AddedToken(string Content, int Id, bool Special, bool SingleWord = false, bool StripLeft = false, bool StripRight = false, bool Normalized = false);
