using HwAgent.Evaluation.Grading;

namespace HwAgent.Evaluation.Tests.Grading;

public sealed class EnumCastsTests
{
    [Fact]
    public void Rewrite_CastToAnEnumeration_BecomesACastToItsWidth()
    {
        const string text = "typedef enum logic[3:0] {\n S, T } States;\nStates state, next;\nalways_comb next = States'(a ? S : T); // States'(x)\n";

        Assert.Equal("typedef enum logic[3:0] {\n S, T } States;\nlogic [3:0] state, next;\nalways_comb next = 4'(a ? S : T); // States'(x)\n", EnumCasts.Rewrite(text));
    }

    [Theory]
    [InlineData("typedef enum logic [1:0] {S, T} state_t; state_t s;")]
    [InlineData("typedef enum {S, T} state_t; state_t s; assign s = state_t'(1);")]
    [InlineData("assign y = 4'(a); // enum")]
    [InlineData("")]
    public void Rewrite_TextWithoutSuchACast_StaysAsItIs(string text) => Assert.Equal(text, EnumCasts.Rewrite(text));
}
