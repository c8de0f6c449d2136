namespace HwAgent.Evaluation.Contracts;

/// <summary>Direction of a port as the unit sees it.</summary>
public enum PortDirection
{
    Input,
    Output,
}
