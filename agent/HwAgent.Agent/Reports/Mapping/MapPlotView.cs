namespace HwAgent.Agent.Reports.Mapping;

/// <summary>A picture with what it shows.</summary>
internal sealed record MapPlotView(Markup Plot, string Caption);
