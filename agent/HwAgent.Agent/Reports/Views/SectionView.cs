namespace HwAgent.Agent.Reports.Views;

/// <summary>One section of the page, already rendered.</summary>
internal sealed record SectionView(string Id, string Title, Markup Body);
