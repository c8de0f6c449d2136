namespace HwAgent.Dataflow.Formats;

/// <summary>One file for another tool.</summary>
/// <param name="Name">File name without a folder.</param>
/// <param name="Text">Its text.</param>
public sealed record EmittedFile(string Name, string Text);
