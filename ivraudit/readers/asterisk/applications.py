"""What Asterisk's applications are to a caller."""

from __future__ import annotations

from enum import Enum, auto


class Family(Enum):
    """What a step does."""

    PASS = auto()
    """Nothing that a caller notices."""
    SAY = auto()
    SPEAK = auto()
    """Says a text."""
    BACKGROUND = auto()
    """Says something that a key ends."""
    WAIT = auto()
    READ = auto()
    BRANCH = auto()
    CLOCK = auto()
    JUMP = auto()
    CALL = auto()
    RETURN = auto()
    HANGUP = auto()
    QUEUE = auto()
    DIAL = auto()
    VOICEMAIL = auto()
    PROGRAM = auto()
    """A program outside decides what happens; it may come back."""
    WHILE = auto()
    END_WHILE = auto()
    EXIT_WHILE = auto()
    UNSEEN = auto()
    """Known, and what becomes of the caller is decided elsewhere; it may come back."""
    UNKNOWN = auto()


QUIET = frozenset({
    Family.PASS, Family.JUMP, Family.BRANCH, Family.CLOCK, Family.RETURN, Family.WHILE, Family.END_WHILE,
    Family.EXIT_WHILE, Family.PROGRAM,
})  # fmt: skip
"""What a subroutine may do that asks and tells the caller nothing."""


_WORDS = {
    Family.PASS: """
        set mset noop verbose log answer wait ringing progress proceeding resetcdr nocdr forkcdr cdr mixmonitor monitor
        stopmixmonitor stopmonitor pausemonitor unpausemonitor setcallerid setcidname setcidnum setlanguage setvar
        setglobalvar setmusiconhold startmusiconhold stopmusiconhold sipaddheader sipremoveheader sipdtmfmode system
        trysystem mysql odbcfinish curl dbdel dbdeltree dbput dbget importvar clearhash hashkeys userevent
        celgenuserevent sendtext sendurl sendimage addqueuemember removequeuemember pausequeuemember
        unpausequeuemember queuelog playtones stopplaytones chanisavail channelredirect softhangup meetmecount
        agentmonitoroutgoing sendframe senddtmf dumpchan stackpop waituntil waitfornoise waitforsilence setaccount
        setamaflags setcallerpres callingpres settransfercapability devicestate presencestate digittimeout
        responsetimeout absolutetimeout zapateller privacymanager lookupblacklist lookupcidname mqttpublish jsonread
        predial setvolume volume
    """,
    Family.SAY: """
        playback controlplayback saydigits saynumber sayalpha sayalphacase sayphonetic sayunixtime saydate saytime
        saydatetime saymoney saycountpl saycountedadj saycountednoun datetime mp3player playmusic echo milliwatt
        morsecode sayordinal
    """,
    Family.SPEAK: "festival flite espeak swift picotts cepstral tts saytext text2wave unimrcpsynth mrcpsynth",
    Family.BACKGROUND: "background backgrounddetect backgrounder",
    Family.WAIT: "waitexten",
    Family.READ: "read",
    Family.BRANCH: "gotoif execif gosubif macroif random",
    Family.CLOCK: "gotoiftime execiftime",
    Family.JUMP: "goto",
    Family.CALL: "gosub macro macroexclusive",
    Family.RETURN: "return macroexit",
    Family.HANGUP: "hangup congestion busy incomplete",
    Family.QUEUE: "queue",
    Family.DIAL: "dial retrydial followme page",
    Family.VOICEMAIL: "voicemail minivmgreet",
    Family.PROGRAM: "agi eagi deadagi fastagi stasis externalivr lua python perl js",
    Family.WHILE: "while",
    Family.END_WHILE: "endwhile continuewhile",
    Family.EXIT_WHILE: "exitwhile",
    Family.UNSEEN: """
        directory disa voicemailmain authenticate vmauthenticate record park parkedcall parkandannounce confbridge
        meetme conference chanspy extenspy pickup pickupchan agentlogin agentcallbacklogin bridge originate transfer
        musiconhold waitmusiconhold speechbackground speechcreate receivefax sendfax rxfax txfax dictate
        setvmlanguage readexten sayread sms alarmreceiver dahdibarge dahdiscan unimrcprecog synthandrecog mrcprecog
        jack waitforring callcompletionrequest callcompletioncancel dialtone waitdigit requestcallback receivesf
        receivemf blindtransfer attendedtransfer vmsayname exec tryexec
    """,
}

FAMILIES = {word: family for family, words in _WORDS.items() for word in words.split()}

SPEAKING_SCRIPTS = ("googletts", "picotts", "festival", "flite", "espeak", "cepstral", "polly", "tts")
"""Parts of the names of AGI programs that say the text they are given."""

FAMILIES[""] = Family.HANGUP  # a step without an application ends the call


def family(word: str) -> Family:
    """Return what an application does, by its name in small letters."""
    return FAMILIES.get(word, Family.UNKNOWN)
