# ruff: noqa: E501  (a sentence that a patient reads stays whole)
"""A realistic handout: five exercises and a walk.

The texts are those of the clinical reference (sections 3 and 5).
"""

import datetime
from pathlib import Path
from typing import Final

from generator.handout.view import ClinicView, DoseView, ExerciseView, HandoutView, TextView

TEMPLATES: Final = (Path(__file__).parents[2] / "templates",)
DAY: Final = datetime.date(2026, 11, 20)
STOP_NECK: Final = "Stop if you feel dizzy, faint, numb or sick to your stomach. Stop if pain in your head, neck or arm gets sharp or keeps building. If you see double, or it is hard to speak or swallow, stop and get emergency help."
STOP_JAW: Final = "Stop if your jaw locks. Stop if the joint hurts sharply. Stop if your pain goes up by more than 2 points and does not settle in a few minutes."
STOP_ARM: Final = "Stop if your shoulder hurts sharply. Stop if pain or tingling runs down your arm. Stop if your neck or head pain keeps building."
STOP_GENERAL: Final = "Stop if you feel dizzy or faint. Stop if your headache gets clearly worse. If your chest hurts or feels tight, or you cannot catch your breath, stop and get emergency help."

NOD: Final = ExerciseView(
    number=1,
    id="ccf_nod",
    name="Small nod lying down",
    side=None,
    start="On your back, knees bent, face level with the ceiling.",
    steps=(
        "Lie on your back with your knees bent.",
        "Rest your tongue on the roof of your mouth. Keep your teeth apart.",
        "Slide the back of your head up the bed a tiny bit, so your chin nods down.",
        "Go slow. The muscles at the front of your neck should stay soft.",
        "Pause, then roll back to the start.",
    ),
    dose=DoseView(sets=1, reps=10, hold_s=3, per_day=2, days=7, type="motor_control"),
    breathing="Breathe out as you nod. Breathe in as you roll back.",
    feel="Very light work deep in the front of the neck. It should feel easy.",
    mistakes=(
        "Lifting the head",
        "Pulling the chin straight back",
        "Hard cords showing at the front of the neck",
        "Holding the breath",
    ),
    easier="Look down with your eyes first and let the head follow; use a higher pillow.",
    stop_if=(STOP_NECK,),
    minutes=2,
)
STRAP: Final = ExerciseView(
    number=2,
    id="c1c2_self_snag",
    name="Strap-assisted neck turn",
    side="right",
    start="Sit tall in a chair with a back. Strap behind the neck, just below the skull.",
    steps=(
        "Sit tall. Put the strap behind your neck, just under your skull.",
        "Cross your hands. Your right hand holds the end on the left. Your left hand holds the end on the right.",
        "Hold your left hand still on your chest.",
        "The strap now lies along your left cheek. With your right hand, pull that end gently and straight forward.",
        "Keep that light pull. Turn your head slowly to the right. Your right hand moves with your face. It must not hurt.",
        "Pause at the end. Turn back to the middle, then let go.",
    ),
    dose=DoseView(sets=1, reps=2, hold_s=3, per_day=2, days=7, type="self_mobilisation"),
    breathing="Breathe out as you turn.",
    feel="An easier, painless turn. Light pressure under the skull is fine.",
    mistakes=(
        "Strap too low on the neck",
        "Pulling up or down and not level",
        "Pulling hard",
        "Letting go before you are back in the middle",
        "Going on when it hurts",
    ),
    easier="Lying neck turn with chin tucked",
    stop_if=(
        STOP_NECK,
        "Stop if the turn hurts at all. Move the strap a little or press less. If it still hurts, leave it out.",
    ),
    minutes=1,
)
STRETCH: Final = ExerciseView(
    number=3,
    id="upper_trap_stretch",
    name="Ear-to-shoulder stretch",
    side="both",
    start="Sit tall. Hold the chair seat with your right hand.",
    steps=(
        "Sit tall. Hold the edge of the seat with your right hand.",
        "Tip your head so your left ear goes toward your left shoulder.",
        "Turn your face a little to the right.",
        "Rest your left hand on your head. Let its weight do the work. Do not pull.",
        "Hold and breathe. Then bring your head up slowly. Then do the other side.",
    ),
    dose=DoseView(sets=1, reps=3, hold_s=20, per_day=2, days=7, type="stretch"),
    notes=("Keep both hands in your lap on a sore day.",),
    breathing="Breathe slowly. Let your right shoulder drop as you breathe out.",
    feel="A mild pull on the right of the neck, toward the shoulder.",
    mistakes=("Pulling the head", "Letting the right shoulder rise", "Bouncing", "Slumping"),
    easier="Side bend of the neck",
    stop_if=(STOP_NECK, "Stop if your arm tingles."),
    minutes=3,
)
TONGUE: Final = ExerciseView(
    number=4,
    id="tongue_up_opening",
    name="Tongue-up mouth opening",
    side=None,
    start="Sit tall in front of a mirror, jaw at rest.",
    steps=(
        "Put your tongue on the roof of your mouth and keep it there.",
        "Open your mouth slowly, straight down.",
        "Stop just before your tongue wants to come off.",
        "Close slowly until teeth almost touch.",
        "Keep your chin in the middle of the mirror.",
    ),
    dose=DoseView(sets=1, reps=6, hold_s=1, per_day=6, days=7, type="motor_control"),
    breathing="Through the nose.",
    feel="A smooth, quiet hinge. No click.",
    mistakes=("Letting the chin swing", "Opening too far", "Tapping the teeth on closing"),
    easier="Half the opening.",
    stop_if=(STOP_JAW,),
    minutes=1,
)
ROW: Final = ExerciseView(
    number=5,
    id="scapular_setting",
    name="Shoulder blade set",
    side=None,
    start="Sit tall, arms loose.",
    steps=(
        "Sit tall with your arms loose.",
        "Slide your shoulder blades gently back and a little down.",
        "Think of putting them in your back pockets.",
        "Use three parts in ten of your effort. Keep your neck soft.",
        "Hold, then let go fully.",
    ),
    dose=DoseView(
        sets=2, reps=8, hold_s=5, per_day=1, days=3, effort_percent=30, type="motor_control"
    ),
    breathing="Breathe out as you set. Breathe easy as you hold.",
    feel="Light work between and under the shoulder blades.",
    mistakes=("Shrugging", "Arching the low back", "Squeezing hard"),
    easier="Lie on your back and press the shoulder blades lightly into the bed.",
    stop_if=(STOP_ARM,),
    minutes=4,
)
WALK: Final = ExerciseView(
    number=6,
    id="walking_aerobic",
    name="Brisk walk",
    side=None,
    start="Stand tall in good shoes, in a flat, safe place.",
    steps=(
        "Walk slowly for 5 minutes to warm up.",
        "Then walk so that you can talk but not sing.",
        "Let your arms swing and your jaw hang loose.",
        "Slow down for the last 5 minutes.",
    ),
    dose=DoseView(sets=1, reps=1, hold_s=1200, per_day=1, days=3, type="aerobic"),
    breathing="Easy and steady.",
    feel="Warm and a little out of breath.",
    mistakes=("Going out too fast", "Poking the chin forward"),
    easier="Ten minutes at an easy pace.",
    stop_if=(STOP_GENERAL,),
    is_walk=True,
)

TEXTS: Final = (
    TextView(
        id="before_start",
        heading="Before you start",
        kind="start",
        lines=(
            "Your provider picked these exercises for you after an exam. Please do not share them with others.",
            "Go slow. A mild stretch or mild effort is fine. Sharp pain is not.",
            "Keep taking your medicine as your doctor told you.",
        ),
    ),
    TextView(
        id="jaw_care",
        heading="Jaw care every day",
        lines=(
            "Lips together, teeth apart.",
            "Eat soft food when sore. Cut food small. Do not chew gum, ice, nails or pens.",
            "Hold your chin when you yawn.",
            "Do not test your jaw to see if it clicks.",
        ),
    ),
    TextView(
        id="desk_setup",
        heading="At your desk",
        lines=(
            "Put the top of your screen at eye height. Rest your forearms. Change position every 30 to 45 minutes.",
        ),
    ),
    TextView(
        id="pain_guide",
        heading="Your pain guide",
        kind="guide",
        lines=(
            "Before you start, give your pain a number. 0 is no pain. 10 is the worst pain.",
            "Green: it goes up by 2 points or less and is back within an hour. Keep going.",
            "Yellow: it goes up by 3 points, or you are sore until the next morning. Do half as much next time.",
            "Red: it goes up by 4 points or more, or it is still worse after a full day. Stop that exercise and call us.",
        ),
    ),
    TextView(
        id="bad_headache_day",
        heading="On a bad headache day",
        kind="day",
        lines=(
            "If you have a migraine or a very bad headache, skip the exercises.",
            "You may do slow breathing and rest your jaw: lips together, teeth apart.",
            "Start again when you have been clear for a full day. If you have some headache every day, start again when it is back to your usual level.",
        ),
    ),
    TextView(
        id="emergency",
        heading="Call 911 (or your local emergency number) now if",
        kind="emergency",
        lines=(
            "You get the worst headache of your life, or one that hits full force within a minute.",
            "Your face droops, your arm or leg goes weak or numb, or you cannot speak or see well.",
            "You see double, cannot swallow, faint, or suddenly cannot walk straight.",
            "You lose sight in one or both eyes, even for a moment.",
            "You get a new, strong pain on one side of your neck or head that is not like any pain you had before.",
            "You have a bad headache with a fever and a stiff neck, a rash, or you feel confused.",
            "You have jaw, neck or arm pain with chest pressure, sweating or trouble breathing.",
            "You hurt your head or neck in a bad fall or crash.",
            "Your jaw is stuck open, or your face swells and it is hard to swallow or breathe.",
            "If you get migraine aura, this means signs that are new for you, or that last more than an hour.",
            "Do not email us in an emergency.",
        ),
    ),
    TextView(
        id="call_today",
        heading="Call us or your doctor today if",
        kind="call",
        lines=(
            "You are 50 or older and have a new headache, a sore scalp, or jaw pain that builds while you chew.",
            "You are pregnant or just had a baby and have a new headache. If you also see spots or have belly pain, go to the hospital now.",
            "You have a new kind of headache, or your headaches keep getting worse.",
            "Something new: your headache starts when you cough or strain, or changes a lot when you lie down or stand up.",
            "You have new weakness, tingling or clumsy hands, or trouble with your bladder or bowels.",
            "Your blood pressure is 180 over 110 or more. Sit and rest. Check again in 10 minutes. If it stays high or you feel unwell, get help now.",
            "Your mouth opens less and less, or your jaw suddenly will not open.",
        ),
    ),
    TextView(
        id="stop_and_tell",
        heading="Stop an exercise and tell us if",
        kind="stop",
        lines=(
            "You get dizzy, feel sick to your stomach, or see spots.",
            "Pain shoots into your arm, face or head.",
            "You get a headache within a day of the same exercise two times.",
            "It still hurts more after one full day.",
        ),
    ),
)

CLINIC: Final = ClinicView(
    name="Cedar Street Headache Clinic",
    address=("120 Cedar Street, Suite 4", "Springfield, OR 97477"),
    phone="(541) 555-0142",
    email="hello@cedarheadache.example",
    emergency_number="911",
)

SAMPLE: Final = HandoutView(
    lang="en",
    patient_name="Ana Ruiz",
    patient_id="A-1042",
    provider_name="Dr. M. Lee, DPT",
    provider_license="PT 60123",
    date=DAY,
    next_check=datetime.date(2026, 12, 4),
    clinic=CLINIC,
    exercises=(NOD, STRAP, STRETCH, TONGUE, ROW),
    extra=(WALK,),
    why=(
        "The top of your neck turns less to the right than to the left.",
        "The deep muscles at the front of your neck tire fast.",
        "Your jaw muscles are tight and sore.",
    ),
    just_for_you=(
        "In the first week, start one new exercise every 2 or 3 days. If one sets off a headache, you will know which.",
    ),
    texts=TEXTS,
    minutes_per_session=11,
    draft=True,
)
